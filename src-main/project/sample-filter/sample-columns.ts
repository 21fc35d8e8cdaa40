import { VERDICTS } from '../../../native-workers/analysis/report/verdicts.ts';

/**
 * A quantity of every sample, by which samples are sorted, filtered and plotted. `number`: compared by size; `text`:
 * equal or holding a piece; `flag`: true or false.
 */
export interface SampleColumn {
  /** As filters name it. */
  name: string;
  /** Other names that filters know it by. */
  aliases: readonly string[];
  /** Head of a column, with the marks of labels (`N_core`). */
  label: string;
  about: string;
  unit: string | null;
  kind: 'number' | 'text' | 'flag';
  /** The values of a text that can only be one of some. */
  values?: readonly string[];
  /** SQL over `FROM_SAMPLES`; written here, never by a user. */
  sql: string;
}

/** A row for each sample; SQLite leaves the tables out that a query does not name. */
export const FROM_SAMPLES = `presentSample AS s
  LEFT JOIN elasticity AS e ON e.sample = s.number
  LEFT JOIN verdict AS v ON v.sample = s.number
  LEFT JOIN mode AS m ON m.sample = s.number AND m.position = 0`;

type Given = Omit<SampleColumn, 'aliases' | 'unit'> & Partial<Pick<SampleColumn, 'aliases' | 'unit'>>;

function column(given: Given): SampleColumn {
  return { aliases: [], unit: null, ...given };
}

const flag = (name: string, about: string, sql: string) => column({ name, label: name, about, kind: 'flag', sql });

/** Every column, in the order in which they are offered. */
export const SAMPLE_COLUMNS: readonly SampleColumn[] = [
  column({
    name: 'number',
    aliases: ['no', 'sample'],
    label: '№',
    about: 'Number of the sample',
    kind: 'number',
    sql: 's.number',
  }),
  column({ name: 'model', label: 'model', about: 'Model', kind: 'text', sql: 's.model' }),
  column({ name: 'n', aliases: ['particles'], label: 'N', about: 'Particles', kind: 'number', sql: 's.particles' }),
  column({ name: 'seed', label: 'seed', about: 'Seed of the sample', kind: 'text', sql: 's.seed' }),
  column({
    name: 'source',
    aliases: ['file'],
    label: 'source',
    about: 'File and frame, or configuration and seed',
    kind: 'text',
    sql: 's.source',
  }),
  column({
    name: 'omega',
    aliases: ['ω', 'omega0', 'ω0'],
    label: 'ω_0',
    about: 'Frequency of the lowest mode',
    unit: '√(ε/m)/σ',
    kind: 'number',
    sql: 's.lowestOmega',
  }),
  column({
    name: 'omegaratio',
    aliases: ['omega/omegat', 'ω/ωt'],
    label: 'ω_0/ω_T',
    about: 'ω₀ over the first transverse phonon',
    kind: 'number',
    sql: 's.lowestOmega / e.omegaT',
  }),
  column({
    name: 'omegat',
    aliases: ['ωt'],
    label: 'ω_T',
    about: 'First transverse phonon',
    unit: '√(ε/m)/σ',
    kind: 'number',
    sql: 'e.omegaT',
  }),
  column({
    name: 'pr',
    label: 'PR',
    about: 'Participation ratio of the lowest mode',
    kind: 'number',
    sql: 's.lowestPr',
  }),
  column({
    name: 'npr',
    aliases: ['participants'],
    label: 'N·PR',
    about: 'Particles that take part in the lowest mode',
    kind: 'number',
    sql: 'e.participants',
  }),
  column({
    name: 'verdict',
    label: 'verdict',
    about: 'What the lowest mode is',
    kind: 'text',
    values: VERDICTS,
    sql: 'v.verdict',
  }),
  column({
    name: 'phononshare',
    aliases: ['share'],
    label: 'phonon share',
    about: 'Share of the lowest mode in plane waves',
    kind: 'number',
    sql: 'v.phononShare',
  }),
  column({
    name: 'psi',
    aliases: ['ψ', 'maxpsi', 'vibrability'],
    label: 'Ψ',
    about: 'Largest vibrability',
    unit: 'σ²/ε',
    kind: 'number',
    sql: 's.maxVibrability',
  }),
  column({
    name: 'ncore',
    aliases: ['core', 'n_core'],
    label: 'N_core',
    about: 'Particles in the core',
    kind: 'number',
    sql: 's.coreSize',
  }),
  column({
    name: 'nkeycore',
    aliases: ['keycore', 'n_keycore'],
    label: 'N_keycore',
    about: 'Particles in the key core',
    kind: 'number',
    sql: 's.keyCoreSize',
  }),
  column({
    name: 'g',
    aliases: ['shear'],
    label: 'G',
    about: 'Mean of G(θ)',
    unit: 'ε/σ²',
    kind: 'number',
    sql: 'e.shear',
  }),
  column({
    name: 'gpinned',
    aliases: ['pinned'],
    label: 'G_pinned',
    about: 'Mean of G(θ) with the key-core string pinned',
    unit: 'ε/σ²',
    kind: 'number',
    sql: 'e.pinnedShear',
  }),
  column({
    name: 'bulk',
    aliases: ['k'],
    label: 'K',
    about: 'Bulk modulus',
    unit: 'ε/σ²',
    kind: 'number',
    sql: 'e.bulk',
  }),
  column({
    name: 'anisotropy',
    label: 'anisotropy',
    about: '(max − min of G) / pinned mean',
    kind: 'number',
    sql: 'e.relativeAnisotropy',
  }),
  column({
    name: 'energy',
    aliases: ['u/n', 'u'],
    label: 'U/N',
    about: 'Energy of a particle',
    unit: 'ε',
    kind: 'number',
    sql: 's.energyPerParticle',
  }),
  column({
    name: 'density',
    aliases: ['rho', 'ρ'],
    label: 'ρ',
    about: 'Number density',
    unit: 'σ^(−2)',
    kind: 'number',
    sql: 's.particles / (s.lx * s.ly)',
  }),
  column({ name: 'maxforce', label: 'max|F|', about: 'Largest force', unit: 'ε/σ', kind: 'number', sql: 's.maxForce' }),
  column({ name: 'modes', label: 'modes', about: 'Modes that are listed', kind: 'number', sql: 's.modes' }),
  column({
    name: 'stored',
    aliases: ['date'],
    label: 'stored',
    about: 'When it was stored',
    kind: 'text',
    sql: 's.storedAt',
  }),
  column({ name: 'version', label: 'version', about: 'Keycore that analysed it', kind: 'text', sql: 's.version' }),
  column({
    name: 'prt',
    aliases: ['pr_t'],
    label: 'PR_T',
    about: 'Participation ratio of the transverse part of the lowest mode',
    kind: 'number',
    sql: 'm.prT',
  }),
  column({
    name: 'prl',
    aliases: ['pr_l'],
    label: 'PR_L',
    about: 'Participation ratio of the longitudinal part of the lowest mode',
    kind: 'number',
    sql: 'm.prL',
  }),
  column({
    name: 'transverse',
    label: 'transverse',
    about: 'Share of the transverse part in the lowest mode',
    kind: 'number',
    sql: 'm.transverse',
  }),
  column({
    name: 'index',
    label: 'index',
    about: 'Index of the sample in its ensemble, from 1',
    kind: 'number',
    sql: 's.position + 1',
  }),
  column({
    name: 'psi6',
    aliases: ['ψ6', 'hexatic'],
    label: '|⟨ψ_6⟩|',
    about: 'Global bond-orientational order',
    kind: 'number',
    sql: 's.psi6',
  }),
  column({
    name: 'tags',
    label: 'tags',
    about: 'Tags',
    kind: 'text',
    sql: "(SELECT group_concat(tag.tag, ', ') FROM tag WHERE tag.sample = s.number)",
  }),
  column({ name: 'title', label: 'title', about: 'Name that somebody has given it', kind: 'text', sql: 's.title' }),
  column({
    name: 'preset',
    label: 'preset',
    about: 'Preset of its preparation',
    kind: 'text',
    sql: 's.preset',
  }),
  flag('qlm', 'The lowest mode is quasi-localised', "v.verdict = 'qlm'"),
  flag('hybrid', 'The lowest mode is a hybrid', "v.verdict = 'hybrid'"),
  flag('phonon', 'The lowest mode is a phonon', "v.verdict = 'phonon'"),
  flag('unstable', 'It has modes of negative eigenvalue', 's.negativeModes > 0'),
  flag('tagged', 'It has a tag', 'EXISTS (SELECT 1 FROM tag WHERE tag.sample = s.number)'),
  flag('noted', 'It has a note', 'EXISTS (SELECT 1 FROM note WHERE note.sample = s.number)'),
];

const BY_NAME = new Map(SAMPLE_COLUMNS.flatMap((each) => [each.name, ...each.aliases].map((name) => [name, each])));

/** The column of a name, in whatever case; null for none. */
export function columnNamed(name: string): SampleColumn | null {
  return BY_NAME.get(name.toLowerCase()) ?? null;
}

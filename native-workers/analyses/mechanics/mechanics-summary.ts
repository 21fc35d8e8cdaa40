import type { Anisotropy, MechanicsReport } from './mechanics-report.ts';
import { escapedLine } from '../../text/escaped.ts';
import { figures, listedIds } from '../../text/figures.ts';
import { textTable, type TextColumn } from '../../text/text-table.ts';

/** More modes than this are left to the JSON. */
const MAX_LISTED_MODES = 5;

const CURVE_COLUMNS: readonly (TextColumn | string)[] = [
  { title: 'pinned', align: 'left' },
  'particles',
  'mean G',
  'min',
  'at',
  'max',
  'at',
  'max − min',
  'relative',
];

const MODE_COLUMNS = ['mode', 'x·u shear', 'tension', 'Ξ·u shear', 'tension', 'φ'];

function curveRow(name: string, particles: string, found: Anisotropy) {
  return [
    name,
    particles,
    found.mean.toFixed(3),
    found.min.toFixed(3),
    `${found.softestDegrees.toFixed(1)}°`,
    found.max.toFixed(3),
    `${found.stiffestDegrees.toFixed(1)}°`,
    found.amplitude.toFixed(3),
    figures(found.relative, 3),
  ];
}

function curveTable({ anisotropy, sets, strings, vacancies }: MechanicsReport) {
  const rows = [curveRow('nothing', '0', anisotropy.unpinned)];
  const add = (name: string, particles: string, found: Anisotropy | null | undefined) => {
    if (found !== null && found !== undefined) rows.push(curveRow(name, particles, found));
  };
  add('key-core string', String(sets.string.length), anisotropy.stringPinned);
  add('key-core square', String(sets.square?.length), anisotropy.squarePinned);
  const sizes = strings?.perAngle.lString ?? [];
  const range = sizes.length === 0 ? '' : `${Math.min(...sizes)}–${Math.max(...sizes)}`;
  add('string and excited at θ', range, anisotropy.angleStringsPinned);
  add('string and all excited', String(sets.allStrings?.length), anisotropy.allStringsPinned);
  vacancies?.found.forEach(({ ids, anisotropy: found }, at) => add(`vacancy ${at + 1}`, String(ids.length), found));
  add('all vacancies', String(vacancies?.pinned?.ids.length), vacancies?.pinned?.anisotropy);
  add('those asked for', String(sets.pinned?.length), anisotropy.pinned);
  return textTable(CURVE_COLUMNS, rows);
}

function stringLines({ strings }: MechanicsReport) {
  if (strings === null) return [];
  const { correlation, lengths, unionIds, longIds, cutoff, rmsDisplacement } = strings;
  const longest = lengths.at(-1)?.length ?? 0;
  const coefficient = (value: number | null) => value?.toFixed(3) ?? '–';
  return [
    `hidden strings: |x_i| > ${cutoff.toPrecision(4)} σ per unit strain (root mean square ${rmsDisplacement.toPrecision(4)}); ` +
      `${unionIds.length} particles at some angle, ${longIds.length} of them in strings of more than 3, the longest of ${longest}`,
    `number of excited particles and G(θ): correlation ${coefficient(correlation.unpinned)} with the free curve, ` +
      `${coefficient(correlation.pinned)} with the string pinned`,
  ];
}

/** The vacancies of a crystal. */
function vacancyLines({ vacancies }: MechanicsReport) {
  if (vacancies === undefined) return [];
  if (vacancies.reason !== undefined) return [`vacancies: none (${vacancies.reason})`];
  return vacancies.found.map(
    ({ centre: [x, y], ids, coordination }, at) =>
      `vacancy ${at + 1} at (${x.toFixed(3)}, ${y.toFixed(3)}), neighbours ${coordination.join(' ')}: key core ${ids.join(' ')}`,
  );
}

function modeTable({ modes }: MechanicsReport) {
  if (modes.length === 0) return '';
  const rows = modes
    .slice(0, MAX_LISTED_MODES)
    .map(({ index, overlap, coupling, orientation }) => [
      index,
      overlap.shear?.toFixed(4) ?? '–',
      overlap.tension?.toFixed(4) ?? '–',
      coupling.shear.toFixed(3),
      coupling.tension.toFixed(3),
      orientation === null ? '–' : `${orientation.toFixed(1)}°`,
    ]);
  return `\n${textTable(MODE_COLUMNS, rows)}`;
}

/** Why the curve with the string pinned is missing, or is the free one. */
function stringRemark({ sets }: MechanicsReport) {
  if (sets.reason.string !== undefined) return ` (not pinned: ${sets.reason.string})`;
  return sets.string.length === 1 ? ' (a single particle pins nothing: it only says where the sample lies)' : '';
}

/** Everything of a report that fits on a screen. Moduli in ε/σ². */
export function mechanicsText(report: MechanicsReport): string {
  const { sample, sets, moduli, provenance } = report;
  const lines = [
    provenance.source,
    `model ${sample.model} (${provenance.cutoffScheme}), N = ${sample.n}`,
    `bulk modulus ${moduli.bulk.toFixed(3)}, pressure ${moduli.pressure.toFixed(4)}`,
    `key-core string: ${listedIds(sets.string)}${stringRemark(report)}`,
    sets.square === null
      ? `no key-core square: ${sets.reason.square ?? ''}`
      : `key-core square: ${listedIds(sets.square)}`,
    ...vacancyLines(report),
  ];
  const { total } = provenance.wallSeconds;
  return (
    `${lines.map(escapedLine).join('\n')}\n\n${curveTable(report)}\n${stringLines(report).join('\n')}\n${modeTable(report)}\n` +
    `${total.toFixed(2)} s, kernels ${provenance.variant}\n`
  );
}

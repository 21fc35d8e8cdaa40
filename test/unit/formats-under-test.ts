import type { Box } from '../../native-workers/configuration/configuration.ts';

/** One particle as the text of its fields, so that a test can put anything there. */
export interface Row {
  id: string;
  type: string;
  x: string;
  y: string;
  z?: string;
  extras: string[];
}

/** A configuration to be written in any format, coordinates being those of the file. */
export interface Sample {
  rows: Row[];
  /** Names of the extra columns. */
  columns: string[];
  box: Box;
  origin: { x: number; y: number };
  timestep: number;
  /** Stated number of particles, when it shall not be the true one. */
  count?: string;
}

/** How the conformance suite writes a sample; independent of the writers of the product. */
export interface FormatUnderTest {
  /** Id of the reader. */
  id: string;
  extension: string;
  write: (sample: Sample) => string;
  /** Name of the field that holds x. */
  x: string;
  statesCount: boolean;
  severalFrames: boolean;
  /** Whether its box is stated by edge vectors in any orientation. */
  statesVectors: boolean;
  /** Names of extra columns that the format can hold. */
  holds: (name: string) => boolean;
  /** Extra columns that the reader adds on its own account, all zero. */
  adds: string[];
  /** What the reader says of the sample. */
  says: string[];
  /** Lines above the row of the first particle. */
  linesAbove: (sample: Sample) => number;
}

const exact = (value: number): string => value.toPrecision(17);

function dump(sample: Sample): string {
  const { lx, ly, xy } = sample.box;
  const { x, y } = sample.origin;
  const z = sample.rows[0]?.z !== undefined;
  const tilted = xy !== 0;
  // The formulas of LAMMPS's manual, with xz = yz = 0.
  const low = x + Math.min(0, xy, 0, xy + 0);
  const high = x + lx + Math.max(0, xy, 0, xy + 0);
  return [
    `ITEM: TIMESTEP\n${sample.timestep}\nITEM: NUMBER OF ATOMS\n${sample.count ?? sample.rows.length}`,
    `ITEM: BOX BOUNDS ${tilted ? 'xy xz yz ' : ''}pp pp pp`,
    `${exact(low)} ${exact(high)}${tilted ? ` ${exact(xy)}` : ''}`,
    `${exact(y)} ${exact(y + ly)}${tilted ? ' 0.0' : ''}`,
    `-5.0000000000000000e-01 5.0000000000000000e-01${tilted ? ' 0.0' : ''}`,
    `ITEM: ATOMS ${[...sample.columns, 'y', 'type', ...(z ? ['z'] : []), 'x', 'id'].join(' ')}`,
    ...sample.rows.map((row) => [...row.extras, row.y, row.type, ...(z ? [row.z] : []), row.x, row.id].join(' ')),
    '',
  ].join('\n');
}

function data(sample: Sample): string {
  const { lx, ly, xy } = sample.box;
  const { x, y } = sample.origin;
  const velocities = ['vx', 'vy'].map((name) => sample.columns.indexOf(name));
  return [
    `a title, timestep = ${sample.timestep}\n`,
    `${sample.count ?? sample.rows.length} atoms # a comment`,
    '3 atom types',
    `${exact(x)} ${exact(x + lx)} xlo xhi`,
    `${exact(y)} ${exact(y + ly)} ylo yhi`,
    '-0.5 0.5 zlo zhi',
    ...(xy === 0 ? [] : [`${exact(xy)} 0 0 xy xz yz`]),
    '\nMasses\n\n1 1.5\n2 2.5\n3 3.5\n\nPair Coeffs # soft\n\n1 10\n2 10\n',
    'Atoms # atomic\n',
    ...sample.rows.map((row) => `${row.id} ${row.type} ${row.x} ${row.y} ${row.z ?? '0.0'}   # row`),
    ...(velocities[0] < 0
      ? []
      : [
          '\nVelocities\n',
          ...sample.rows.map((row) => `${row.id} ${velocities.map((at) => row.extras[at]).join(' ')} 0.0`),
        ]),
    '',
  ].join('\n');
}

function xyz(sample: Sample): string {
  const { lx, ly, xy } = sample.box;
  const z = sample.rows[0]?.z !== undefined;
  const lattice = [lx, 0, 0, xy, ly, 0, 0, 0, 1].map(exact).join(' ');
  const extras = sample.columns.map((name) => `:${name}:R:1`).join('');
  return [
    String(sample.count ?? sample.rows.length),
    `energy=-1.5 Properties=id:I:1${extras}:pos:R:${z ? 3 : 2}:species:S:1 Lattice="${lattice}" pbc="T T F" ` +
      `Origin="${exact(sample.origin.x)} ${exact(sample.origin.y)} 0" Timestep=${sample.timestep} note="a b = c"`,
    ...sample.rows.map((row) => [row.id, ...row.extras, row.x, row.y, ...(z ? [row.z] : []), row.type].join('  ')),
    '',
  ].join('\n');
}

function csv(sample: Sample): string {
  const { lx, ly, xy } = sample.box;
  const z = sample.rows[0]?.z !== undefined;
  return [
    '# a comment',
    `# box ${exact(lx)} ${exact(ly)}${xy === 0 ? '' : ` ${exact(xy)}`}`,
    `# origin ${exact(sample.origin.x)} ${exact(sample.origin.y)}`,
    `# timestep ${sample.timestep}`,
    ['type', 'x', 'id', 'y', ...(z ? ['z'] : []), ...sample.columns].join(', '),
    ...sample.rows.map((row) => [row.type, row.x, row.id, row.y, ...(z ? [row.z] : []), ...row.extras].join(',')),
    '',
  ].join('\n');
}

/** As numpy.savetxt writes a table: blanks between, the names in the last of the comments. */
function blanks(sample: Sample): string {
  return csv(sample)
    .split('\n')
    .map((line, at) => (at === 4 ? `# ${line}` : line).replaceAll(/, */g, ' '))
    .join('\n');
}

export const FORMATS: readonly FormatUnderTest[] = [
  {
    id: 'lammps-dump',
    extension: '.dump',
    write: dump,
    x: 'x',
    statesCount: true,
    severalFrames: true,
    statesVectors: false,
    holds: () => true,
    adds: [],
    says: [],
    linesAbove: () => 9,
  },
  {
    id: 'lammps-data',
    extension: '.data',
    write: data,
    x: 'x',
    statesCount: true,
    severalFrames: false,
    statesVectors: false,
    holds: (name) => name === 'vx' || name === 'vy',
    adds: ['vz'],
    says: ['Sections that were not used: Pair Coeffs.'],
    linesAbove: (sample) => (sample.box.xy === 0 ? 21 : 22),
  },
  {
    id: 'extended-xyz',
    extension: '.xyz',
    write: xyz,
    x: 'pos[1]',
    statesCount: true,
    severalFrames: true,
    statesVectors: true,
    holds: () => true,
    adds: [],
    says: [],
    linesAbove: () => 2,
  },
  {
    id: 'csv',
    extension: '.csv',
    write: csv,
    x: 'x',
    statesCount: false,
    severalFrames: false,
    statesVectors: false,
    holds: () => true,
    adds: [],
    says: [],
    linesAbove: () => 5,
  },
  {
    id: 'csv',
    extension: '.tsv',
    write: blanks,
    x: 'x',
    statesCount: false,
    severalFrames: false,
    statesVectors: false,
    holds: () => true,
    adds: [],
    says: [],
    linesAbove: () => 5,
  },
];

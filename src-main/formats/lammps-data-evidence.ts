import { findCoincidence } from '../../native-workers/configuration/coincidence.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { type FileBox, reducedTilt } from './file-box.ts';
import { IMAGE_FLAGS } from './lammps-data-styles.ts';
import type { ParticleRows } from './particle-rows.ts';
import { areOnOneLine } from './position-evidence.ts';

/** What a column of an `Atoms` section claims of its numbers. */
interface Claim {
  says: string;
  holds: (value: number) => boolean;
}

/** LAMMPS keeps an image flag in 21 bits at most (-DLAMMPS_BIGBIG). */
const LARGEST_IMAGE_FLAG = 2 ** 20;

const WHOLE: Claim = { says: 'a whole number', holds: Number.isInteger };
const COUNT: Claim = { says: 'a whole number from 0', holds: (value) => Number.isInteger(value) && value >= 0 };
const FLAG: Claim = { says: '0 or 1', holds: (value) => value === 0 || value === 1 };
const POSITIVE: Claim = { says: 'a number above 0', holds: (value) => value > 0 };
const NOT_NEGATIVE: Claim = { says: 'a number from 0', holds: (value) => value >= 0 };
const IMAGE: Claim = {
  says: 'a whole number that an image flag can be',
  holds: (value) => Number.isInteger(value) && Math.abs(value) <= LARGEST_IMAGE_FLAG,
};

/** Charges, temperatures, dipoles and the like may be anything. */
const CLAIMS: Readonly<Record<string, Claim>> = {
  mol: COUNT,
  bodyflag: FLAG,
  ellipsoidflag: FLAG,
  lineflag: FLAG,
  triangleflag: FLAG,
  espin: WHOLE,
  etag: WHOLE,
  status: COUNT,
  // 0 is a point to LAMMPS.
  diameter: NOT_NEGATIVE,
  eradius: NOT_NEGATIVE,
  density: POSITIVE,
  mass: POSITIVE,
  volume: POSITIVE,
  area: POSITIVE,
  sp: NOT_NEGATIVE,
  ...Object.fromEntries(IMAGE_FLAGS.map((name) => [name, IMAGE])),
};

/** What speaks against a reading: in words, and where. */
export interface Contradiction {
  reason: string;
  line: number;
}

/** The first row in which a column is not what its name says; null if there is none. */
export function brokenClaim(rows: ParticleRows): Contradiction | null {
  for (const { name, values, labels } of rows.extras) {
    if (!Object.hasOwn(CLAIMS, name)) continue;
    const { says, holds } = CLAIMS[name];
    for (let row = 0; row < rows.count; row += 1) {
      if (labels === null && holds(values[row])) continue;
      const found = labels === null ? String(values[row]) : quoted([...labels.keys()][values[row]]);
      return { reason: `${name} is ${found}, not ${says}`, line: rows.lines.of(row) };
    }
  }
  return null;
}

/** From so many particles on, how they lie tells positions from other numbers. */
const ENOUGH_PARTICLES = 16;
/**
 * Cells of the mean spacing that hold a particle, in units of N, below which numbers are no positions. A gas has 0.63,
 * a glass more; a drop that fills a fiftieth of its box has 0.02.
 */
const LEAST_OCCUPIED = 0.02;
/** Where half of all particles lie outside of the box and no image flags say that they were unwrapped, these are no positions. */
const MOST_OUTSIDE = 0.5;

/** Whether particles differ in z: a reading that is right, or not, of a file that is none of ours. */
export function isSolid({ z, count }: ParticleRows): boolean {
  return z?.subarray(0, count).some((value) => value !== z[0]) === true;
}

/**
 * What speaks against a reading that nobody stated, beside `brokenClaim`: diameters of 0, types beyond those that the
 * header counts, positions that are none in two dimensions.
 */
export function unlikely(rows: ParticleRows, box: FileBox, atomTypes: number | null): Contradiction | null {
  const at = (reason: string, row = 0): Contradiction => ({ reason, line: rows.lines.of(row) });
  const beyond = rows.typeLabels.find(
    (label) => /^\d+$/.test(label) && (label === '0' || Number(label) > (atomTypes ?? Infinity)),
  );
  if (beyond !== undefined) return at(`type ${beyond} is none of the ${atomTypes ?? ''} atom types from 1`);
  const column = (name: string) => rows.extras.find((extra) => extra.name === name)?.values.subarray(0, rows.count);
  if (column('diameter')?.includes(0) === true) return at('a diameter is 0');
  return implausiblePositions(rows, box, column('ix') !== undefined, at);
}

function implausiblePositions(
  rows: ParticleRows,
  { box: stated, origin, turn }: FileBox,
  flagged: boolean,
  at: (reason: string, row?: number) => Contradiction,
) {
  const box = reducedTilt(stated);
  const { count } = rows;
  const positions = new Float64Array(2 * count);
  const side = Math.ceil(Math.sqrt(count));
  const occupied = new Set<number>();
  let outside = 0;
  for (let row = 0; row < count; row += 1) {
    const [dx, dy] = [rows.x[row] - origin.x, rows.y[row] - origin.y];
    const { cos, sin } = turn ?? { cos: 1, sin: 0 };
    const [x, y] = [cos * dx + sin * dy, cos * dy - sin * dx];
    positions.set([x, y], 2 * row);
    const [a, b] = [(x - (box.xy * y) / box.ly) / box.lx, y / box.ly];
    if (Math.abs(a - 0.5) > 0.75 || Math.abs(b - 0.5) > 0.75) outside += 1;
    occupied.add(Math.floor((a - Math.floor(a)) * side) * (side + 1) + Math.floor((b - Math.floor(b)) * side));
  }
  const same = findCoincidence(box, positions);
  if (same !== null) return at(`two particles stand on one spot (${rows.x[same.i]}, ${rows.y[same.i]})`, same.i);
  if (count < ENOUGH_PARTICLES) return null;
  if (!flagged && outside > MOST_OUTSIDE * count) return at(`${outside} of ${count} particles lie outside of the box`);
  if (occupied.size < LEAST_OCCUPIED * count) return at('all particles crowd in a small part of the box');
  if (areOnOneLine(rows)) return at('all particles lie on one line');
  return null;
}

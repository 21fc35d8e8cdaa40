import type { BadInput } from '../../native-workers/text/bad-input.ts';
import type { FileBox } from './file-box.ts';
import type { ParticleRows } from './particle-rows.ts';

/** With fewer particles chance may put them so, and an analysis means nothing. */
const LEAST_PARTICLES = 8;
/** Fractions of a box fill more than this part of the unit square, each way. */
const FRACTIONS_FILL = 0.5;
/** A box whose edges are longer than this does not come with coordinates of its first unit only. */
const LEAST_EDGE = 4;
/** Share of the extent that particles on one line stray from it: six digits of a text file. */
const LINE_PER_EXTENT = 1e-6;

interface Extent {
  low: number;
  high: number;
}

/** Of every `step`-th value from `first` on, before `end`. */
function extentOf(values: Float64Array, end: number, first = 0, step = 1): Extent {
  let low = Infinity;
  let high = -Infinity;
  for (let at = first; at < end; at += step) {
    low = Math.min(low, values[at]);
    high = Math.max(high, values[at]);
  }
  return { low, high };
}

function isFraction({ low, high }: Extent) {
  const isInside = (low >= 0 && high <= 1) || (low >= -0.5 && high <= 0.5);
  return isInside && high - low > FRACTIONS_FILL;
}

/** Rows that are looked at before all are. */
const FIRST_LOOK = 64;

/**
 * Whether none of every `step`-th particle strays further than `allowed` from the line through the first of them and the
 * one farthest from it.
 */
function areWithin(allowed: number, { x, y, count }: Pick<ParticleRows, 'x' | 'y' | 'count'>, step: number) {
  let [dx, dy] = [0, 0];
  for (let row = step; row < count; row += step)
    if ((x[row] - x[0]) ** 2 + (y[row] - y[0]) ** 2 > dx ** 2 + dy ** 2) [dx, dy] = [x[row] - x[0], y[row] - y[0]];
  const length = Math.hypot(dx, dy);
  for (let row = step; row < count; row += step)
    if (Math.abs((x[row] - x[0]) * dy - (y[row] - y[0]) * dx) / length > allowed) return false;
  return true;
}

/** Whether all particles stand on one line: none strays from that of the first and the one farthest from it. */
export function areOnOneLine(
  rows: Pick<ParticleRows, 'x' | 'y' | 'count'>,
  [across, along]: readonly Extent[] = [extentOf(rows.x, rows.count), extentOf(rows.y, rows.count)],
): boolean {
  const allowed = LINE_PER_EXTENT * Math.max(across.high - across.low, along.high - along.low);
  // If all were so close to one line, some of them would be within twice as much of a line through two of them.
  const step = Math.ceil(rows.count / FIRST_LOOK);
  return (step === 1 || areWithin(2 * allowed, rows, step)) && areWithin(allowed, rows, 1);
}

/**
 * What speaks against numbers that are said to be lengths, and how to go on, where they all lie in the first unit of a
 * box that is larger; null where nothing does.
 */
function fractionsSeen(
  x: Extent,
  y: Extent,
  { lx, ly }: Pick<FileBox['box'], 'lx' | 'ly'>,
  wayOn = 'multiply them by the edges of the box',
): string | null {
  if (!isFraction(x) || !isFraction(y) || Math.min(lx, ly) <= LEAST_EDGE) return null;
  return (
    `all coordinates lie between ${Math.min(x.low, y.low)} and ${Math.max(x.high, y.high)}, in a box of ${lx} × ${ly}: ` +
    `they look like fractions of the box; ${wayOn}`
  );
}

/** Refuses positions, x0, y0, x1, ..., that are fractions of the box where lengths are meant. */
export function refuseFractions(
  positions: Float64Array,
  { box }: FileBox,
  refused: (message: string) => BadInput,
): void {
  if (positions.length < 2 * LEAST_PARTICLES) return;
  const [x, y] = [0, 1].map((axis) => extentOf(positions, positions.length, axis, 2));
  const seen = fractionsSeen(x, y, box);
  if (seen !== null) throw refused(seen);
}

/**
 * Refuses columns of x and y that hold no positions in the box: all values of one alike, all particles on one line, or
 * fractions of the box where lengths are meant; `wayOn` is said of these. Throws `BadInput` naming what was seen.
 */
export function refuseDegenerate(
  rows: ParticleRows,
  { box }: FileBox,
  { areLengths, wayOn }: { areLengths: boolean; wayOn: string | undefined },
): void {
  const { count, layout } = rows;
  if (count < LEAST_PARTICLES) return;
  const extents = [extentOf(rows.x, count), extentOf(rows.y, count)];
  const field = (axis: number) => layout.roles.indexOf((['x', 'y'] as const)[axis]);
  for (const [axis, { low, high }] of extents.entries())
    if (low === high)
      throw rows.refusal(
        `all ${count} particles have the same ${'xy'[axis]}, ${low}; is '${layout.names[field(axis)]}' the coordinate? ` +
          'name the columns of positions x and y, and no other',
        0,
        field(axis),
      );
  const seen = areLengths ? fractionsSeen(extents[0], extents[1], box, wayOn) : null;
  if (seen !== null) throw rows.refusal(seen, 0, field(0));
  if (areOnOneLine(rows, extents))
    throw rows.refusal(
      `all ${count} particles stand on one line, which no sample does; are '${layout.names[field(0)]}' and ` +
        `'${layout.names[field(1)]}' the coordinates?`,
      0,
      field(1),
    );
}

/** Names of columns that hold the sizes of particles. */
export const SIZES: readonly string[] = ['radius', 'diameter'];

/** What is said of columns that are named as sizes and hold something else than positive numbers. */
export function notesOfSizes({ extras, count, lines }: ParticleRows): string[] {
  return extras.flatMap(({ name, values, labels }) => {
    if (!SIZES.includes(name)) return [];
    const row = values.subarray(0, count).findIndex((value) => !(value > 0 && value < Infinity));
    if (labels === null && row < 0) return [];
    const found = labels === null ? `${values[row]} in line ${lines.of(row)}` : 'text';
    return [`The column '${name}' holds ${found}, which is no size; it is kept, but not taken for one.`];
  });
}

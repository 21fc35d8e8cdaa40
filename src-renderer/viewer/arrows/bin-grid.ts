import { remembered } from '../../design/remembered.ts';
import type { TurningField } from './turning-field.ts';
import { type Cell, type Point, toFractional, wrapHalf } from '../geometry/periodic.ts';

/**
 * The bins over which arrows are averaged from afar: the periodic cell cut into columns × rows equal parallelograms with
 * edges along its own. They are fixed to the sample, so that a picture that is moved or centred elsewhere has the same
 * averages, and they fit the period: none straddles the boundary.
 */
export interface BinGrid {
  cell: Cell;
  columns: number;
  rows: number;
  /** Bin of each particle; those without particles have no number. */
  binOf: Int32Array;
  /** Particles of each bin. */
  counts: Int32Array;
  /** Centres of the particles of each bin, bins × 2, fractional coordinates 0 … 1. */
  centres: Float64Array;
}

/** Mean distance of neighbours, √(area/N), σ. */
export function meanSpacing(cell: Cell, count: number): number {
  return Math.sqrt((cell.lx * cell.ly) / count);
}

/**
 * The bins of a level: their edges are as near to 2^level mean spacings as fits a whole number of times into the cell, so
 * that each holds about 4^level particles. `positions` has N × 2 values in any image.
 */
export function binGrid(cell: Cell, positions: ArrayLike<number>, level: number): BinGrid {
  const count = positions.length / 2;
  const edge = 2 ** level * meanSpacing(cell, count);
  const columns = Math.max(1, Math.round(cell.lx / edge));
  const rows = Math.max(1, Math.round(cell.ly / edge));
  const numbers = new Int32Array(columns * rows).fill(-1);
  const binOf = new Int32Array(count);
  const counts: number[] = [];
  const sums: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const t = positions[2 * i + 1] / cell.ly;
    const s = (positions[2 * i] - t * cell.xy) / cell.lx;
    const [fx, fy] = [s - Math.floor(s), t - Math.floor(t)];
    // A fraction that rounds to 1 lies in the last bin.
    const at = Math.min(columns - 1, Math.floor(fx * columns)) + columns * Math.min(rows - 1, Math.floor(fy * rows));
    if (numbers[at] < 0) {
      numbers[at] = counts.length;
      counts.push(0);
      sums.push(0, 0);
    }
    const bin = numbers[at];
    binOf[i] = bin;
    counts[bin] += 1;
    sums[2 * bin] += fx;
    sums[2 * bin + 1] += fy;
  }
  const centres = Float64Array.from(sums, (sum, k) => sum / counts[k >> 1]);
  return { cell, columns, rows, binOf, counts: Int32Array.from(counts), centres };
}

const gridsOf = remembered((positions: ArrayLike<number>) =>
  remembered((cell: Cell, level: number) => binGrid(cell, positions, level)),
);

/** `binGrid`, computed once for each level: positions that come from the main side never change. */
export function knownBinGrid(cell: Cell, positions: ArrayLike<number>, level: number): BinGrid {
  return gridsOf(positions)(cell, level);
}

/** Edges of a bin, σ: along the cell's first edge, and its height. */
export function binSize({ cell, columns, rows }: BinGrid): Point {
  return { x: cell.lx / columns, y: cell.ly / rows };
}

/** Mean of v over the particles of each bin, bins × 2; those without a value (NaN) do not count. */
export function binMeans({ binOf, counts }: BinGrid, vectors: ArrayLike<number>): Float32Array {
  const bins = counts.length;
  const sums = new Float64Array(2 * bins);
  const finite = new Int32Array(bins);
  for (let i = 0; i < binOf.length; i += 1) {
    const [x, y] = [vectors[2 * i], vectors[2 * i + 1]];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const bin = binOf[i];
    sums[2 * bin] += x;
    sums[2 * bin + 1] += y;
    finite[bin] += 1;
  }
  return Float32Array.from(sums, (sum, k) => (finite[k >> 1] === 0 ? 0 : sum / finite[k >> 1]));
}

/** Means of a field that turns: x(θ) is linear in its parts, and so is the mean at every angle. */
export function turningMeans(grid: BinGrid, { constant, cosine, sine }: TurningField): TurningField {
  return { constant: binMeans(grid, constant), cosine: binMeans(grid, cosine), sine: binMeans(grid, sine) };
}

/** Where the centres lie in the cell centred on `focus`, bins × 2, relative to it, σ. */
export function binPlaces({ cell, centres }: BinGrid, focus: Point): Float32Array {
  const origin = toFractional(cell, focus);
  const places = new Float32Array(centres.length);
  for (let at = 0; at < centres.length; at += 2) {
    const x = wrapHalf(centres[at] - origin.x);
    const y = wrapHalf(centres[at + 1] - origin.y);
    places[at] = x * cell.lx + y * cell.xy;
    places[at + 1] = y * cell.ly;
  }
  return places;
}

import { BadInput } from '../../text/bad-input.ts';
import { wrapPositions, type Box } from '../../configuration/configuration.ts';

/** Half the narrower perpendicular width of a box, σ: up to here every pair has one image at most, the nearest one. */
export function halfWidth(box: Box): number {
  return 0.5 * Math.min((box.lx * box.ly) / Math.hypot(box.xy, box.ly), box.ly);
}

/** Cells a cutoff is divided into: more skip empty corners better, fewer have less to go through. */
const CELLS_PER_CUTOFF = 2;
/** No more cells than a few particles each make worth while. */
const PARTICLES_PER_CELL = 2;

/** Particles sorted into cells of a periodic grid: those of cell c are order[start[c]] … order[start[c+1] − 1]. */
interface CellGrid {
  columns: number;
  rows: number;
  start: Int32Array;
  order: Int32Array;
}

function sortIntoCells(box: Box, wrapped: Float64Array, columns: number, rows: number): CellGrid {
  const particles = wrapped.length / 2;
  const cell = new Int32Array(particles);
  const start = new Int32Array(columns * rows + 1);
  for (let i = 0; i < particles; i++) {
    const t = wrapped[2 * i + 1] / box.ly;
    const s = (wrapped[2 * i] - t * box.xy) / box.lx;
    const column = Math.min(columns - 1, Math.max(0, Math.floor(s * columns)));
    const row = Math.min(rows - 1, Math.max(0, Math.floor(t * rows)));
    cell[i] = row * columns + column;
    start[cell[i] + 1]++;
  }
  for (let c = 0; c < columns * rows; c++) start[c + 1] += start[c];
  const order = new Int32Array(particles);
  const filled = start.slice(0, -1);
  for (let i = 0; i < particles; i++) order[filled[cell[i]]++] = i;
  return { columns, rows, start, order };
}

/** The different cells of `count` round a ring that lie within `reach` of cell `at`, each once. */
function ringNeighbours(at: number, reach: number, count: number): number[] {
  if (2 * reach + 1 >= count) return Array.from({ length: count }, (_, other) => other);
  return Array.from({ length: 2 * reach + 1 }, (_, k) => (at + k - reach + count) % count);
}

/**
 * Calls `visit` once for every pair of particles whose nearest images are closer than `cutoff`, with the squared
 * distance, in no particular order. Linear in N at a fixed cutoff.
 * `positions`: 2N, need not be wrapped; the box orthogonal or tilted (|xy| ≤ lx/2).
 * Throws `BadInput` for a cutoff above half the width of the box, where a pair would have several images.
 */
export function forClosePairs(
  box: Box,
  positions: Float64Array,
  cutoff: number,
  visit: (i: number, j: number, squared: number) => void,
): void {
  const most = halfWidth(box);
  if (!(cutoff > 0 && cutoff <= most))
    throw new BadInput(`pairs up to a distance of ${cutoff} were asked for; this box allows 0 to ${most}`);
  const wrapped = wrapPositions(box, positions);
  const particles = wrapped.length / 2;
  const most1d = Math.max(1, Math.floor(Math.sqrt(particles / PARTICLES_PER_CELL)));
  const widths = { a: (box.lx * box.ly) / Math.hypot(box.xy, box.ly), b: box.ly };
  const cells = (width: number): number =>
    Math.max(1, Math.min(most1d, Math.floor((CELLS_PER_CUTOFF * width) / cutoff)));
  const { columns, rows, start, order } = sortIntoCells(box, wrapped, cells(widths.a), cells(widths.b));
  // Coordinates in the order of the cells, so that the inner loop walks through memory.
  const x = Float64Array.from(order, (i) => wrapped[2 * i]);
  const y = Float64Array.from(order, (i) => wrapped[2 * i + 1]);
  const { lx, ly, xy } = box;
  const limit = cutoff * cutoff;
  const reach = { a: Math.ceil((cutoff * columns) / widths.a), b: Math.ceil((cutoff * rows) / widths.b) };
  for (let row = 0; row < rows; row++) {
    const nearRows = ringNeighbours(row, reach.b, rows);
    for (let column = 0; column < columns; column++) {
      const here = row * columns + column;
      const nearColumns = ringNeighbours(column, reach.a, columns);
      for (const otherRow of nearRows)
        for (const otherColumn of nearColumns) {
          const there = otherRow * columns + otherColumn;
          if (there < here) continue;
          for (let p = start[here]; p < start[here + 1]; p++) {
            for (let q = there === here ? p + 1 : start[there]; q < start[there + 1]; q++) {
              // The nearest image, as `nearestImage` reduces it.
              let dy = y[q] - y[p];
              let dx = x[q] - x[p];
              const turns = Math.round(dy / ly);
              dy -= turns * ly;
              dx -= turns * xy;
              dx -= Math.round(dx / lx) * lx;
              const squared = dx * dx + dy * dy;
              if (squared < limit) visit(order[p], order[q], squared);
            }
          }
        }
    }
  }
}

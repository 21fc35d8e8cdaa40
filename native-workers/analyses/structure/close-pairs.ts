import { sortIntoCells } from '../../configuration/cell-grid.ts';
import { perpendicularWidths } from '../../configuration/check-configuration.ts';
import { BadInput } from '../../text/bad-input.ts';
import { wrapPositions, type Box } from '../../configuration/configuration.ts';

/** Half the narrower perpendicular width of a box, σ: up to here every pair has one image at most, the nearest one. */
export function halfWidth(box: Box): number {
  return 0.5 * Math.min(...perpendicularWidths(box));
}

/** Cells a cutoff is divided into: more skip empty corners better, fewer have less to go through. */
const CELLS_PER_CUTOFF = 2;
/** No more cells than a few particles each make worth while. */
const PARTICLES_PER_CELL = 2;

/** The different cells of `count` round a ring that lie within `reach` of cell `at`, each once. */
function ringNeighbours(at: number, reach: number, count: number) {
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
  const [across, along] = perpendicularWidths(box);
  const cells = (width: number) => Math.max(1, Math.min(most1d, Math.floor((CELLS_PER_CUTOFF * width) / cutoff)));
  const [columns, rows] = [cells(across), cells(along)];
  const { start, order } = sortIntoCells(box, wrapped, columns, rows);
  // Coordinates in the order of the cells, so that the inner loop walks through memory.
  const x = Float64Array.from(order, (i) => wrapped[2 * i]);
  const y = Float64Array.from(order, (i) => wrapped[2 * i + 1]);
  const { lx, ly, xy } = box;
  const limit = cutoff * cutoff;
  const reach = { a: Math.ceil((cutoff * columns) / across), b: Math.ceil((cutoff * rows) / along) };
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

import type { Box } from './configuration.ts';

/** Particles sorted into cells of a periodic grid: those of cell c are order[start[c]] … order[start[c + 1] − 1]. */
export interface CellGrid {
  start: Int32Array;
  order: Int32Array;
}

/** Sorts wrapped positions into columns × rows cells, numbered row by row. */
export function sortIntoCells(box: Box, wrapped: Float64Array, columns: number, rows: number): CellGrid {
  const particles = wrapped.length / 2;
  const cell = new Int32Array(particles);
  const start = new Int32Array(columns * rows + 1);
  for (let i = 0; i < particles; i++) {
    const t = wrapped[2 * i + 1] / box.ly;
    const s = (wrapped[2 * i] - t * box.xy) / box.lx;
    // Rounding may take a fraction just below 1 to the next cell.
    const column = Math.min(columns - 1, Math.max(0, Math.floor(s * columns)));
    const row = Math.min(rows - 1, Math.max(0, Math.floor(t * rows)));
    cell[i] = row * columns + column;
    start[cell[i] + 1]++;
  }
  for (let c = 0; c < columns * rows; c++) start[c + 1] += start[c];
  const order = new Int32Array(particles);
  const filled = start.slice(0, -1);
  for (let i = 0; i < particles; i++) order[filled[cell[i]]++] = i;
  return { start, order };
}

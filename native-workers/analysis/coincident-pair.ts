import type { Box } from '../configuration.ts';

/** Closer than this fraction of the mean spacing is the same spot: the pair force overflows long before. */
const SAME_SPOT_SPACINGS = 1e-9;

/**
 * Two particles on one spot (through any periodic image), as indices i < j, or null. O(N): particles are binned into
 * cells of about one particle each, and only the nine cells around each are compared.
 * `positions`: wrapped, length 2N.
 */
export function coincidentPair(box: Box, positions: Float64Array): [number, number] | null {
  const particles = positions.length / 2;
  const spacing = Math.sqrt((box.lx * box.ly) / particles);
  const columns = Math.max(1, Math.floor(box.lx / spacing));
  const rows = Math.max(1, Math.floor(box.ly / spacing));
  const cellOf = new Int32Array(particles);
  const start = new Int32Array(columns * rows + 1);
  for (let i = 0; i < particles; i++) {
    const v = positions[2 * i + 1] / box.ly;
    const u = (positions[2 * i] - box.xy * v) / box.lx;
    // Rounding may put a fraction at exactly 1 or just below 0.
    const column = Math.min(columns - 1, Math.max(0, Math.floor(u * columns)));
    const row = Math.min(rows - 1, Math.max(0, Math.floor(v * rows)));
    cellOf[i] = row * columns + column;
    start[cellOf[i] + 1]++;
  }
  for (let cell = 0; cell < columns * rows; cell++) start[cell + 1] += start[cell];
  const members = new Int32Array(particles);
  const filled = start.slice(0, columns * rows);
  for (let i = 0; i < particles; i++) members[filled[cellOf[i]]++] = i;
  const limit = SAME_SPOT_SPACINGS * spacing;
  for (let i = 0; i < particles; i++) {
    const column = cellOf[i] % columns;
    const row = (cellOf[i] - column) / columns;
    for (let down = -1; down <= 1; down++)
      for (let right = -1; right <= 1; right++) {
        const cell = ((row + down + rows) % rows) * columns + ((column + right + columns) % columns);
        for (let at = start[cell]; at < start[cell + 1]; at++) {
          const j = members[at];
          if (j <= i) continue;
          // Nearest image, written out: a million small arrays are not free.
          let dx = positions[2 * j] - positions[2 * i];
          let dy = positions[2 * j + 1] - positions[2 * i + 1];
          const turns = Math.round(dy / box.ly);
          dy -= turns * box.ly;
          dx -= turns * box.xy;
          dx -= Math.round(dx / box.lx) * box.lx;
          if (Math.abs(dx) <= limit && Math.abs(dy) <= limit) return [i, j];
        }
      }
  }
  return null;
}

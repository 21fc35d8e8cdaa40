import type { BondCompliances } from '../../addon.ts';
import { perpendicularWidths } from '../../configuration/check-configuration.ts';
import { boxArea, nearestImage, wrapPositions, type Box } from '../../configuration/configuration.ts';

/**
 * Points of a periodic box that keep a least distance from each other, found again through cells of at least that. What
 * it gives adds a point (inside the cell 0 ≤ fractional < 1) unless one is nearer than the distance, and tells whether.
 */
function apartPoints(box: Box, distance: number) {
  const { lx, ly, xy } = box;
  // Perpendicular widths: a cell is nowhere narrower than the distance.
  const [columns, rows] = perpendicularWidths(box).map((width) => Math.max(1, Math.floor(width / distance)));
  const cells = Array.from({ length: columns * rows }, (): [number, number][] => []);
  return (x: number, y: number) => {
    const column = Math.min(columns - 1, Math.floor((columns * (x - (xy * y) / ly)) / lx));
    const row = Math.min(rows - 1, Math.floor((rows * y) / ly));
    // A set: in a narrow box the cell to the left is the one to the right.
    const around = new Set<number>();
    for (const dy of [-1, 0, 1])
      for (const dx of [-1, 0, 1])
        around.add(((row + dy + rows) % rows) * columns + ((column + dx + columns) % columns));
    for (const cell of around)
      for (const [px, py] of cells[cell]) if (Math.hypot(...nearestImage(box, px - x, py - y)) < distance) return false;
    cells[row * columns + column].push([x, y]);
    return true;
  };
}

/** Rows of `BondCompliances`, the softest first; of equals the earlier one. */
function bySoftness({ compliance }: BondCompliances) {
  return Int32Array.from(compliance.keys()).sort((a, b) => compliance[b] - compliance[a] || a - b);
}

/**
 * Bonds to begin searches for pseudo-harmonic modes at: the softest ones, so chosen that their middles are at least
 * `spacing` · √(V/N) apart. Rows of `bonds`, the softest first. The response to a dipole on a bond of compliance λ has
 * C ≤ 1/λ², so that softness is the order of the best bound on C; without the distance, the first hundred would all be
 * bonds of one defect.
 */
export function startingBonds(bonds: BondCompliances, positions: Float64Array, box: Box, spacing: number): Int32Array {
  const order = bySoftness(bonds);
  if (spacing === 0) return order;
  const { first, second } = bonds;
  const middles = new Float64Array(2 * first.length);
  for (let row = 0; row < first.length; row++) {
    const [i, j] = [first[row], second[row]];
    const [dx, dy] = nearestImage(
      box,
      positions[2 * j] - positions[2 * i],
      positions[2 * j + 1] - positions[2 * i + 1],
    );
    middles[2 * row] = positions[2 * i] + dx / 2;
    middles[2 * row + 1] = positions[2 * i + 1] + dy / 2;
  }
  const wrapped = wrapPositions(box, middles);
  const isApart = apartPoints(box, spacing * Math.sqrt((2 * boxArea(box)) / positions.length));
  return order.filter((row) => isApart(wrapped[2 * row], wrapped[2 * row + 1]));
}

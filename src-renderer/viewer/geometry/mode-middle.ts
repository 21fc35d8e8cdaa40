import { type Cell, type Point, weightedCentre } from './periodic.ts';

/**
 * Where a mode sits: Σ |u_i|⁴ r_i / Σ |u_i|⁴ over the images nearest to the particle that moves most, as the main side's
 * `modeCentre`. The fourth power is that of the participation ratio: the far field does not pull it away. Of a mode that
 * is spread over the cell it says no more than where it is largest.
 */
export function middleOfMode(cell: Cell, positions: ArrayLike<number>, displacements: ArrayLike<number>): Point {
  const squares = Float64Array.from(
    { length: displacements.length / 2 },
    (_, i) => displacements[2 * i] ** 2 + displacements[2 * i + 1] ** 2,
  );
  const largest = squares.reduce((most, square) => Math.max(most, square), 0);
  // Of a mode of zeros no particle moves most.
  if (largest === 0) return { x: positions[0], y: positions[1] };
  const weight = (i: number) => (squares[i] / largest) ** 2;
  return weightedCentre(cell, positions, squares.indexOf(largest), squares.keys(), weight);
}

import { type Cell, minimumImage, type Point } from './periodic.ts';

/**
 * Where a mode sits: Σ |u_i|⁴ r_i / Σ |u_i|⁴ over the images nearest to the particle that moves most, as the main side's
 * `modeCentre`. The fourth power is that of the participation ratio: the far field does not pull it away. Of a mode that
 * is spread over the cell it says no more than where it is largest.
 */
export function middleOfMode(cell: Cell, positions: ArrayLike<number>, displacements: ArrayLike<number>): Point {
  let at = 0;
  let largest = 0;
  for (let i = 0; 2 * i < displacements.length; i += 1) {
    const square = displacements[2 * i] ** 2 + displacements[2 * i + 1] ** 2;
    if (square > largest) [at, largest] = [i, square];
  }
  const [x, y] = [positions[2 * at], positions[2 * at + 1]];
  let [total, sumX, sumY] = [0, 0, 0];
  for (let i = 0; largest > 0 && 2 * i < displacements.length; i += 1) {
    const weight = ((displacements[2 * i] ** 2 + displacements[2 * i + 1] ** 2) / largest) ** 2;
    const image = minimumImage(cell, { x: positions[2 * i] - x, y: positions[2 * i + 1] - y });
    total += weight;
    sumX += weight * image.x;
    sumY += weight * image.y;
  }
  return total === 0 ? { x, y } : { x: x + sumX / total, y: y + sumY / total };
}

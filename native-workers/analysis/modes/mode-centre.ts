import { type Box, nearestImage, wrapPositions } from '../../configuration/configuration.ts';

/** Where a localised displacement field sits. */
export interface ModeCentre {
  /** Row of the particle that moves most, the first of equals. */
  index: number;
  /** Mean position weighted by |z_i|⁴, in the cell 0 ≤ fractional < 1. */
  position: [number, number];
}

/**
 * Centre of a displacement field z (2N): Σ |z_i|⁴ r_i / Σ |z_i|⁴ over the images nearest to the particle that moves
 * most. The fourth power is that of the participation ratio: a far field that decays as 1/r does not pull it away. Of
 * a field that is spread over the box it says no more than where it is largest.
 */
export function modeCentre(box: Box, positions: Float64Array, field: Float64Array): ModeCentre {
  let index = 0;
  let largest = 0;
  for (let i = 0; 2 * i < field.length; i++) {
    const square = field[2 * i] ** 2 + field[2 * i + 1] ** 2;
    if (square > largest) [index, largest] = [i, square];
  }
  const [x, y] = [positions[2 * index], positions[2 * index + 1]];
  let [total, sumX, sumY] = [0, 0, 0];
  for (let i = 0; 2 * i < field.length; i++) {
    const weight = ((field[2 * i] ** 2 + field[2 * i + 1] ** 2) / largest) ** 2;
    const [dx, dy] = nearestImage(box, positions[2 * i] - x, positions[2 * i + 1] - y);
    total += weight;
    sumX += weight * dx;
    sumY += weight * dy;
  }
  const [cx, cy] = wrapPositions(box, Float64Array.of(x + sumX / total, y + sumY / total));
  return { index, position: [cx, cy] };
}

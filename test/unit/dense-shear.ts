import { LuDecomposition, Matrix } from 'ml-matrix';
import type { NativeHessian, NativeSample } from '../../native-workers/addon.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';

export type Gradient = [number, number, number, number];

/** ε(θ) = Rᵀ [[0, 1], [0, 0]] R with R = [[c, s], [−s, c]], multiplied out by hand. */
export function strainAt(degrees: number): Gradient {
  const theta = (degrees * Math.PI) / 180;
  const [c, s] = [Math.cos(theta), Math.sin(theta)];
  return [-c * s, c * c, -s * s, s * c];
}

/** εᵀ C ε of a 4 × 4 matrix over the displacement gradients. */
export function quadraticForm(matrix: ArrayLike<number>, gradient: Gradient): number {
  let sum = 0;
  for (let at = 0; at < 16; at++) sum += gradient[Math.floor(at / 4)] * gradient[at % 4] * matrix[at];
  return sum;
}

/** The displacements that balance each of some forces (2N), by LU of the dense Hessian without the rows and columns of the pinned. */
export function balanceWithout(
  hessian: NativeHessian,
  pinned: readonly number[],
  forces: readonly Float64Array[],
): Float64Array[] {
  const size = 2 * hessian.particles;
  const held = new Set(pinned);
  const free = Array.from({ length: size }, (_, at) => at).filter((at) => !held.has(Math.floor(at / 2)));
  const dense = hessian.dense();
  const matrix = new Matrix(free.map((row) => free.map((column) => dense[row * size + column])));
  const moved = new LuDecomposition(matrix).solve(new Matrix(free.map((at) => forces.map((force) => force[at]))));
  return forces.map((_, column) => {
    const field = new Float64Array(size);
    free.forEach((at, row) => (field[at] = moved.get(row, column)));
    return field;
  });
}

/** a·b of two fields. */
export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at], 0);
}

/** G(θ) with some particles pinned and the non-affine displacements, by that dense solver. */
export function shearByDeletion(
  { sample, hessian, box }: { sample: NativeSample; hessian: NativeHessian; box: Box },
  pinned: readonly number[],
  degrees: number,
): { modulus: number; field: Float64Array } {
  const gradient = strainAt(degrees);
  const force = sample.affineForce(gradient);
  const [field] = balanceWithout(hessian, pinned, [force]);
  return { modulus: quadraticForm(sample.bornTerm(), gradient) - dot(force, field) / (box.lx * box.ly), field };
}

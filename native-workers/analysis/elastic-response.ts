import { LuDecomposition, Matrix } from 'ml-matrix';
import type { NativeHessian, NativeSample } from '../addon.ts';
import { BadInput } from '../bad-input.ts';

/** Unit displacement gradients, [ε_xx, ε_xy, ε_yx, ε_yy], in the order of the rows of a `CurvatureMatrix`. */
const UNIT_GRADIENTS = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
] as const;

/** Right-hand sides of one solve: enough to stream the factor seldom, little enough to keep memory low. */
const BLOCK = 16;

/**
 * Curvature of the energy density under a strain with the particles relaxing, as a bilinear form over displacement
 * gradients: V⁻¹ d²U/dε dε′, 4 × 4, row-major over [ε_xx, ε_xy, ε_yx, ε_yy], symmetric, ε/σ². V is the area before the
 * strain; prestress is included, so that a rotation does not come out as nothing.
 */
export type CurvatureMatrix = Float64Array;

/** How a sample at a minimum of its energy answers an infinitesimal strain. */
export interface ElasticResponse {
  curvature: CurvatureMatrix;
  /** x = H⁺Ξ(ε), the displacement beyond the affine one per unit strain, for the four unit gradients: 4 × 2N. */
  nonAffine: Float64Array;
  /** σ_xx, σ_xy, σ_yy. */
  stress: readonly [number, number, number];
  /** V. */
  area: number;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}

/**
 * Born term minus relaxation, C(ε, ε′) − V⁻¹ Ξ(ε)·H⁺Ξ(ε′): four solves give the modulus of every strain
 * (Lutsko, J. Appl. Phys. 65, 2991 (1989); Lemaître & Maloney, J. Stat. Phys. 123, 415 (2006)).
 * Means something only where the Hessian has no zero mode but the translations.
 */
export function elasticResponse(
  sample: NativeSample,
  hessian: NativeHessian,
  stress: readonly [number, number, number],
  area: number,
): ElasticResponse {
  const size = 2 * sample.particles;
  const forces = new Float64Array(4 * size);
  UNIT_GRADIENTS.forEach((gradient, row) => forces.set(sample.affineForce(gradient), row * size));
  const nonAffine = hessian.solve(forces);
  const curvature = sample.bornTerm();
  const part = (vectors: Float64Array, row: number): Float64Array => vectors.subarray(row * size, (row + 1) * size);
  for (let row = 0; row < 4; row++)
    for (let column = row; column < 4; column++) {
      // Symmetric but for the rounding of the solves, whose mean it is.
      const relaxed = dot(part(forces, row), part(nonAffine, column)) + dot(part(forces, column), part(nonAffine, row));
      curvature[4 * row + column] -= relaxed / (2 * area);
      curvature[4 * column + row] = curvature[4 * row + column];
    }
  return { curvature, nonAffine, stress, area };
}

/** The components of H⁺ between the degrees of freedom of the pinned particles: 2|P| × 2|P|, in their order. */
function pinnedBlock(hessian: NativeHessian, components: readonly number[]): Matrix {
  const size = 2 * hessian.particles;
  const block = Matrix.zeros(components.length, components.length);
  for (let first = 0; first < components.length; first += BLOCK) {
    const columns = components.slice(first, first + BLOCK);
    const units = new Float64Array(columns.length * size);
    columns.forEach((component, at) => {
      units[at * size + component] = 1;
    });
    const solved = hessian.solve(units);
    columns.forEach((_, at) => {
      components.forEach((component, row) => block.set(row, first + at, solved[at * size + component]));
    });
  }
  return block;
}

/** Throws `BadInput` unless these are different indices of particles. */
function checkPinned(pinned: readonly number[], particles: number): void {
  const wrong = pinned.find((index) => !Number.isInteger(index) || index < 0 || index >= particles);
  if (wrong !== undefined) throw new BadInput(`pinned particle index ${wrong}; expected 0 to ${particles - 1}`);
  if (new Set(pinned).size !== pinned.length) throw new BadInput('a particle is pinned twice');
  if (pinned.length >= particles) throw new BadInput(`all ${particles} particles are pinned: nothing is left to relax`);
}

/**
 * The curvature with a set P of particles pinned: they move affinely and no further, x_P = 0. Exact for any P, by the
 * Schur complement in the columns of H⁺ for P: with forces f on P that keep them in place and t a translation,
 *
 *   S f + T t = −x_P,  Tᵀ f = 0,  S = (H⁺)_PP,  T = the translations at P,
 *
 * the energy rises by V⁻¹ x_Pᵀ K x_P with K the upper left block of the inverse of [[S, T], [Tᵀ, 0]] (the pinning
 * forces sum to nothing: the two translations are the Lagrange multipliers). 2|P| solves, one dense factorisation of
 * order 2|P| + 2. Pinning one particle alone changes nothing, as it only fixes where the sample lies.
 *
 * `pinned`: indices (rows of the arrays). Throws `BadInput` for indices that are not there, repeated, or all of them.
 */
export function pinnedCurvature(
  { curvature, nonAffine, area }: ElasticResponse,
  hessian: NativeHessian,
  pinned: readonly number[],
): CurvatureMatrix {
  checkPinned(pinned, hessian.particles);
  // Without a pair of particles there is nothing to hold; and S of one particle may be as good as zero.
  if (pinned.length < 2) return curvature.slice();
  const size = 2 * hessian.particles;
  const components = pinned.flatMap((index) => [2 * index, 2 * index + 1]);
  const order = components.length;
  const saddle = Matrix.zeros(order + 2, order + 2);
  saddle.setSubMatrix(pinnedBlock(hessian, components), 0, 0);
  components.forEach((component, row) => {
    saddle.set(row, order + (component % 2), 1);
    saddle.set(order + (component % 2), row, 1);
  });
  const moved = Matrix.zeros(order + 2, 4);
  components.forEach((component, row) => {
    for (let column = 0; column < 4; column++) moved.set(row, column, nonAffine[column * size + component]);
  });
  const stiffening = moved.transpose().mmul(new LuDecomposition(saddle).solve(moved));
  return curvature.map((value, at) => {
    const [row, column] = [Math.floor(at / 4), at % 4];
    return value + (stiffening.get(row, column) + stiffening.get(column, row)) / (2 * area);
  });
}

/**
 * Bulk modulus K = V d²U/dV² = [C(1, 1) − σ_xx − σ_yy]/4, where 1 is the gradient diag(1, 1); ε/σ².
 */
export function bulkModulus({ curvature, stress }: Pick<ElasticResponse, 'curvature' | 'stress'>): number {
  return (curvature[0] + 2 * curvature[3] + curvature[15] - stress[0] - stress[2]) / 4;
}

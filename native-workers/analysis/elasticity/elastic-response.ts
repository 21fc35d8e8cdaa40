import { dot } from '../modes/participation-ratio.ts';
import type { NativeHessian } from '../../contract/hessian.ts';
import type { NativeSample } from '../../contract/sample.ts';

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
  /** Ξ(ε) of the four unit gradients: 4 × 2N. */
  affineForces: Float64Array;
  /** The curvature without relaxation, 4 × 4. */
  bornTerm: Float64Array;
  /** σ_xx, σ_xy, σ_yy. */
  stress: readonly [number, number, number];
  /** V. */
  area: number;
}

/** Row of 2N numbers of one unit gradient in an array of four. */
export function ofGradient(vectors: Float64Array, row: number): Float64Array {
  const size = vectors.length / 4;
  return vectors.subarray(row * size, (row + 1) * size);
}

/** A displacement gradient as weights of the four unit gradients: [ε_xx, ε_xy, ε_yx, ε_yy]. */
export type GradientWeights = readonly [number, number, number, number];

/** What is linear in the strain, x or Ξ, for a displacement gradient: Σ ε_ab v_ab, 2N, of its 4 × 2N for the unit ones. */
export function alongGradient(vectors: Float64Array, gradient: GradientWeights): Float64Array {
  const sum = new Float64Array(vectors.length / 4);
  gradient.forEach((weight, row) => {
    if (weight === 0) return;
    const unit = ofGradient(vectors, row);
    for (let at = 0; at < sum.length; at++) sum[at] += weight * unit[at];
  });
  return sum;
}

/** C(ε, ε′) − V⁻¹ Ξ(ε)·x(ε′) for the non-affine displacements x of the four unit gradients, whatever holds them. */
export function relaxedCurvature(
  { bornTerm, affineForces, area }: Pick<ElasticResponse, 'bornTerm' | 'affineForces' | 'area'>,
  nonAffine: Float64Array,
): CurvatureMatrix {
  const relaxed = Float64Array.from({ length: 16 }, (_, at) =>
    dot(ofGradient(affineForces, Math.floor(at / 4)), ofGradient(nonAffine, at % 4)),
  );
  return bornTerm.map((born, at) => {
    const [row, column] = [Math.floor(at / 4), at % 4];
    // Symmetric but for the rounding of the solves, whose mean it is.
    return born - (relaxed[4 * row + column] + relaxed[4 * column + row]) / (2 * area);
  });
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
  const affineForces = sample.affineForces();
  const nonAffine = hessian.solve(affineForces);
  const bornTerm = sample.bornTerm();
  const curvature = relaxedCurvature({ bornTerm, affineForces, area }, nonAffine);
  return { curvature, nonAffine, affineForces, bornTerm, stress, area };
}

/**
 * Bulk modulus K = V d²U/dV² = [C(1, 1) − σ_xx − σ_yy]/4, where 1 is the gradient diag(1, 1); ε/σ².
 */
export function bulkModulus({ curvature, stress }: Pick<ElasticResponse, 'curvature' | 'stress'>): number {
  return (curvature[0] + 2 * curvature[3] + curvature[15] - stress[0] - stress[2]) / 4;
}

import type { NativeHessian } from '../../addon.ts';
import { dot } from '../../analysis/modes/participation-ratio.ts';
import { boxArea } from '../../configuration/configuration.ts';
import { contract, product, type DisplacementGradient } from './generator.ts';
import type { StrainedState } from './strained-state.ts';

/** How the unstrained sample answers an infinitesimal γ. */
export interface LinearResponse {
  /** x = H⁺Ξ(E), 2N. */
  nonAffine: Float64Array;
  /** V₀⁻¹ d²U/dγ² = C(E, E) − V₀⁻¹ x·Ξ + σ:E², as F = 1 + γE + ½γ²E² + …. */
  modulus: number;
  /** Ξ(E), 2N. */
  affineForce: Float64Array;
}

/** Linear response of the start; one solve. */
export function linearResponse(
  start: StrainedState,
  hessian: NativeHessian,
  generator: DisplacementGradient,
): LinearResponse {
  const area = boxArea(start.cell.box);
  const affineForce = start.sample.affineForce(generator);
  const nonAffine = hessian.solve(affineForce);
  const born = start.sample.bornTerm();
  let curvature = contract(start.stress, product(generator, generator));
  for (let row = 0; row < 4; row++)
    for (let column = 0; column < 4; column++) curvature += generator[row] * generator[column] * born[4 * row + column];
  return { nonAffine, affineForce, modulus: curvature - dot(nonAffine, affineForce) / area };
}

/** Displacement and dU/dγ at the exact minimum beside a state that was left with the forces f. */
interface Refinement {
  /** δ = H⁺f, 2N. */
  displacement: Float64Array;
  /** Change of dU/dγ: −Ξ·δ. */
  work: number;
}

/**
 * What rounding the coordinates to doubles leaves of a state next to the start: with the forces f in it (which are
 * known to far more digits than the coordinates), the minimum itself lies at δ = H⁺f. H is that of the start, which
 * is wrong by O(γ) of a δ that is tiny already.
 */
export function refinement(state: StrainedState, hessian: NativeHessian, response: LinearResponse): Refinement {
  const displacement = hessian.solve(state.forces);
  return { displacement, work: -dot(response.affineForce, displacement) };
}

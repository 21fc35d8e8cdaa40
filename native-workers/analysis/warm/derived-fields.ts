import { BadInput } from '../../text/bad-input.ts';
import { indicesInBackbone, scalarsOfWhole, vectorsOfBackbone, vectorsOfWhole } from '../backbone/backbone.ts';
import { magnitudes } from '../modes/participation-ratio.ts';
import type { WarmSample } from './warm-sample.ts';

/** Everything the viewer draws of a displacement u; vectors have 2N values, scalars N (docs/physics.md). */
export type FieldsOutput = {
  /** Part of u that changes no Voronoi area, and its orthogonal complement. */
  uT: Float64Array;
  uL: Float64Array;
  /** u_i^np = Σ_j (u_j·r̂) r̂ over Voronoi neighbours. */
  uNp: Float64Array;
  absU: Float64Array;
  absUL: Float64Array;
  /** (1/n_i) Σ_j (r_j − r_i)·(w_j − w_i) of w = u^np and of w = u. */
  divUNp: Float64Array;
  divU: Float64Array;
  /** (A u)_i / a_i, the relative change of the cell's area. */
  areaChange: Float64Array;
};

/** These of a displacement of all particles; those that are left out have no numbers (NaN), and do not move. */
export function derivedFields({ voronoi, tessellation, backbone }: WarmSample, given: Float64Array): FieldsOutput {
  const particles = backbone?.whole ?? tessellation.particles;
  if (given.length !== 2 * particles)
    throw new BadInput(`a displacement of ${particles} particles, got ${given.length} numbers`);
  const displacement = backbone === null ? given : vectorsOfBackbone(backbone, given);
  const { transverse, longitudinal } = voronoi.split(displacement);
  const uNp = voronoi.netProjection(displacement);
  const { areas } = tessellation;
  const scalars = (values: Float64Array) => (backbone === null ? values : scalarsOfWhole(backbone, values));
  const vectors = (values: Float64Array) => (backbone === null ? values : vectorsOfWhole(backbone, values));
  return {
    uT: vectors(transverse),
    uL: vectors(longitudinal),
    uNp: vectors(uNp),
    absU: scalars(magnitudes(displacement)),
    absUL: scalars(magnitudes(longitudinal)),
    divUNp: scalars(voronoi.divergence(uNp)),
    divU: scalars(voronoi.divergence(displacement)),
    areaChange: scalars(voronoi.areaChange(displacement).map((change, index) => change / areas[index])),
  };
}

/**
 * Non-affine displacements per unit strain for the gradients xx, xy, yx, yy with some particles (indices) pinned: 4 × 2N of
 * all particles. Throws `BadInput` for an unstable sample.
 */
export function nonAffineFields({ pinning, backbone }: WarmSample, pinned: readonly number[]): Float64Array {
  if (backbone === null) return pinning.respond([...pinned]).nonAffine;
  return vectorsOfWhole(backbone, pinning.respond(indicesInBackbone(backbone, pinned)).nonAffine);
}

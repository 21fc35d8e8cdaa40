import type { Addon } from '../../addon.ts';
import { dot } from '../elastic-response.ts';
import { shearHarmonics, shearModulus } from '../shear-modulus.ts';
import { angularField, doubledAngle } from './angular-field.ts';
import { phaseOf } from './hidden-strings.ts';
import { pinningForces } from './pinning-forces.ts';
import type { Pinning } from './pinning.ts';

/** Order up to which the inverse of H between all particles of a curve's sets is held: 200 MB. */
const LARGEST_BLOCK = 5000;

/**
 * G at each angle with a set of its own pinned: `always` and the particles that `excited` names for that angle. The
 * inverse of H between all of them is worked out once, and each angle then costs a dense factorisation of its set; only
 * where it would not fit into memory is H factorised anew for each angle. Angles 180° apart share their values.
 */
export function stringCurve(
  pinning: Pinning,
  kernels: Pick<Addon, 'solvePositiveDefinite'>,
  always: readonly number[],
  excited: readonly (readonly number[])[],
  degrees: readonly number[],
  stopIfAsked: () => void,
): number[] {
  const { response } = pinning;
  const union = [...always, ...new Set(excited.flat())];
  const modulusAt =
    2 * union.length <= LARGEST_BLOCK
      ? schurCurve(pinning, kernels, always, union)
      : (angle: number, set: readonly number[]): number =>
          shearModulus(shearHarmonics(pinning.curvature([...always, ...set], 'refactorise')), angle);
  const harmonics = shearHarmonics(response.curvature);
  const known = new Map<string, number>();
  return degrees.map((angle, at) => {
    const phase = phaseOf(angle);
    let value = known.get(phase);
    if (value === undefined) {
      stopIfAsked();
      value = always.length + excited[at].length < 2 ? shearModulus(harmonics, angle) : modulusAt(angle, excited[at]);
      known.set(phase, value);
    }
    return value;
  });
}

function schurCurve(
  pinning: Pinning,
  kernels: Pick<Addon, 'solvePositiveDefinite'>,
  always: readonly number[],
  union: readonly number[],
): (angle: number, set: readonly number[]) => number {
  const { response } = pinning;
  const block = pinning.block(union);
  const slotOf = new Map(union.map((particle, slot) => [particle, slot]));
  const { constant, cosine, sine } = angularField(response.nonAffine);
  const harmonics = shearHarmonics(response.curvature);
  return (angle, set) => {
    const pinned = [...always, ...set];
    const [c, s] = doubledAngle(angle);
    const moved = new Float64Array(2 * pinned.length);
    pinned.forEach((particle, at) => {
      for (let axis = 0; axis < 2; axis++) {
        const from = 2 * particle + axis;
        moved[2 * at + axis] = constant[from] + c * cosine[from] + s * sine[from];
      }
    });
    const slots = pinned.map((particle) => slotOf.get(particle) ?? -1);
    const forces = pinningForces(kernels, block, slots, moved);
    return shearModulus(harmonics, angle) + dot(forces, moved) / response.area;
  };
}

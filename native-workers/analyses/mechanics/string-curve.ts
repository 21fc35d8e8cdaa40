import { dot } from '../../analysis/modes/participation-ratio.ts';
import type { CurvatureMatrix } from '../../analysis/elasticity/elastic-response.ts';
import { shearHarmonics, shearModulus } from '../../analysis/elasticity/shear-modulus.ts';
import { angularField, doubledAngle, perAngle } from './angular-field.ts';
import type { HeldSet, Pinning } from '../../analysis/elasticity/pinning.ts';

/** Particles up to which the inverse of H between all of a curve's sets is held: 200 MB. */
const MAX_HELD = 2500;

/** G(θ) with a set of its own pinned at each angle, and the curvature with all of them. */
interface StringCurves {
  atAngles: number[];
  /** Null where all particles of the sample are among them. */
  all: CurvatureMatrix | null;
}

/**
 * G at each angle with `always` (at least one) and the particles that `excited` names for that angle pinned, and the
 * curvature with all that are named at any angle. The inverse of H between all of them is worked out once, and each
 * angle then costs a dense factorisation of its set; only where it would not fit into memory is H factorised again for
 * each angle. Angles 180° apart share their values.
 */
export function stringCurves(
  pinning: Pinning,
  always: readonly number[],
  excited: readonly (readonly number[])[],
  degrees: readonly number[],
  stopIfAsked: () => void,
): StringCurves {
  const { response, particles } = pinning;
  const union = [...always, ...new Set(excited.flat())];
  const held = union.length <= MAX_HELD ? pinning.hold(union) : null;
  const refactorised = (set: readonly number[], angle: number) =>
    shearModulus(shearHarmonics(pinning.curvature([...always, ...set], 'refactorise')), angle);
  const modulusAt = held === null ? refactorised : heldModulus(pinning, held, always, union);
  const harmonics = shearHarmonics(response.curvature);
  const atAngles = perAngle(degrees, (angle, at) => {
    stopIfAsked();
    const isSingle = always.length + excited[at].length < 2;
    return isSingle ? shearModulus(harmonics, angle) : modulusAt(excited[at], angle);
  });
  if (union.length >= particles) return { atAngles, all: null };
  return { atAngles, all: held === null ? pinning.curvature(union, 'refactorise') : held.curvature() };
}

/** G at an angle with `always` and some others of a held set pinned. */
function heldModulus({ response }: Pinning, held: HeldSet, always: readonly number[], union: readonly number[]) {
  const slotOf = new Map(union.map((particle, slot) => [particle, slot - 1]));
  const { constant, cosine, sine } = angularField(response.nonAffine);
  const harmonics = shearHarmonics(response.curvature);
  return (set: readonly number[], degrees: number) => {
    const pinned = [...always, ...set];
    const [c, s] = doubledAngle(degrees);
    const moved = new Float64Array(2 * pinned.length);
    pinned.forEach((particle, at) => {
      for (let axis = 0; axis < 2; axis++) {
        const from = 2 * particle + axis;
        moved[2 * at + axis] = constant[from] + c * cosine[from] + s * sine[from];
      }
    });
    const slots = pinned.slice(1).map((particle) => slotOf.get(particle) ?? -1);
    return shearModulus(harmonics, degrees) + dot(held.forces(slots, moved), moved) / response.area;
  };
}

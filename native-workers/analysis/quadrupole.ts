import type { NativeSample } from '../addon.ts';
import { squaredNorm } from './participation-ratio.ts';
import type { Quadrupole } from './report.ts';

/** Displacement gradient of simple shear along x, [ε_xx, ε_xy, ε_yx, ε_yy]. */
const SIMPLE_SHEAR = [0, 1, 0, 0] as const;
/** Displacement gradient of tension along x and compression along y. */
const TENSION = [1, 0, 0, -1] as const;

/** Couplings below this fraction of ‖Ξ‖‖u‖ are rounding: a plane wave or a rotation couples to no uniform strain. */
const UNCOUPLED_BELOW = 1e-10;

const DEGREES_PER_RADIAN = 180 / Math.PI;

/** Affine forces Ξ(ε) = ∂F/∂ε of the two protocols, length 2N each; they depend on the sample, not on the mode. */
export interface AffineForces {
  shear: Float64Array;
  tension: Float64Array;
}

export function affineForces(sample: NativeSample): AffineForces {
  return { shear: sample.affineForce(SIMPLE_SHEAR), tension: sample.affineForce(TENSION) };
}

/**
 * Orientation φ = ½ atan2(2 Ξ_shear·u, Ξ_tension·u) of a quasi-localised mode, degrees, 0 ≤ φ < 90.
 * Modulo 90° because u and −u are the same mode. A mode softens G(θ) most at φ ± 45°.
 */
export function quadrupoleAngle(shear: number, tension: number): number {
  const angle = 0.5 * Math.atan2(2 * shear, tension) * DEGREES_PER_RADIAN;
  const turned = angle - 90 * Math.floor(angle / 90);
  // A tiny negative angle rounds up to exactly 90, which is 0.
  return turned >= 90 ? 0 : turned;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}

/** Couplings Ξ·u of one mode (length 2N) and its orientation; the angle is null when it couples to neither strain. */
export function quadrupole(forces: AffineForces, mode: Float64Array): Quadrupole {
  const shear = dot(forces.shear, mode);
  const tension = dot(forces.tension, mode);
  const scale = Math.sqrt((squaredNorm(forces.shear) + squaredNorm(forces.tension)) * squaredNorm(mode));
  if (Math.hypot(shear, tension) <= UNCOUPLED_BELOW * scale)
    return { shear, tension, angle: null, reason: 'the mode couples to no uniform strain' };
  return { shear, tension, angle: quadrupoleAngle(shear, tension) };
}

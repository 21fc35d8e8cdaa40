import type { NativeSample } from '../../addon.ts';
import { dot, squaredNorm } from './participation-ratio.ts';
import type { Quadrupole } from '../report/report.ts';

/** Displacement gradient of simple shear along x, [ε_xx, ε_xy, ε_yx, ε_yy]. */
const SIMPLE_SHEAR = [0, 1, 0, 0] as const;
/** Displacement gradient of tension along x and compression along y. */
const TENSION = [1, 0, 0, -1] as const;

/**
 * Couplings below this fraction of (bond force per unit strain) × ‖u‖ are rounding (some 1e-15 of it): in a perfect
 * crystal Ξ itself vanishes by symmetry. In a glass they are of order 0.1.
 */
const UNCOUPLED_BELOW = 1e-11;

const DEGREES_PER_RADIAN = 180 / Math.PI;

/** Affine forces Ξ(ε) = ∂F/∂ε of the two protocols, length 2N each; they depend on the sample, not on the mode. */
export interface AffineForces {
  shear: Float64Array;
  tension: Float64Array;
  /** Size of the force that one bond gives a particle per unit strain, before any cancelling, ε/σ. */
  bondForce: number;
}

/** Both affine forces of a sample. `stiffness`: a bound on ‖H‖ (its order of magnitude counts); `spacing`: √(V/N). */
export function affineForces(sample: NativeSample, stiffness: number, spacing: number): AffineForces {
  return {
    shear: sample.affineForce(SIMPLE_SHEAR),
    tension: sample.affineForce(TENSION),
    bondForce: stiffness * spacing,
  };
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

/** Couplings Ξ·u of one mode (length 2N) and its orientation; the angle is null when it couples to neither strain. */
export function quadrupole(forces: AffineForces, mode: Float64Array): Quadrupole {
  const shear = dot(forces.shear, mode);
  const tension = dot(forces.tension, mode);
  if (Math.hypot(shear, tension) <= UNCOUPLED_BELOW * forces.bondForce * Math.sqrt(squaredNorm(mode)))
    return { shear, tension, angle: null, reason: 'the mode couples to no uniform strain' };
  return { shear, tension, angle: quadrupoleAngle(shear, tension) };
}

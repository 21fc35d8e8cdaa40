import type { NativeHessian } from '../../addon.ts';
import { squaredNorm } from '../modes/participation-ratio.ts';
import { type Box, boxArea } from '../../configuration/configuration.ts';

/**
 * A configuration is far from a minimum of the energy, and called a liquid, when its particles stand on average (root
 * mean square) more than this many mean spacings √(V/N) from it. Text files of an inherent structure are off by
 * 1e-5 … 1e-2; a glass vibrating at a tenth of its glass-transition temperature by some 0.05; a liquid, which changes
 * neighbours on its way down, by 0.2 and more. Lindemann's criterion draws its line at 0.1 to 0.15.
 */
const FAR_FROM_MINIMUM_SPACINGS = 0.05;

/**
 * Without relaxation, the share of negative eigenvalues above which a configuration counts as a liquid. Rounding to 6
 * digits can turn a handful of the softest of 2N modes negative (a share of 1/N); a liquid has some 5 to 20 %.
 */
const LIQUID_NEGATIVE_SHARE = 0.01;

/** The translations, which are zero modes of every sample. */
const TRANSLATIONS = 2;

/** Verdict on a configuration that was relaxed: by how far its particles moved. */
export function isFarByRelaxation(movedRms: number, box: Box, particles: number): boolean {
  return movedRms > FAR_FROM_MINIMUM_SPACINGS * Math.sqrt(boxArea(box) / particles);
}

/**
 * Verdict on a configuration that is analysed as it stands: many negative eigenvalues, or a Newton step H⁺F (the
 * distance to the stationary point of the local quadratic form) longer than `FAR_FROM_MINIMUM_SPACINGS`.
 * One solve; where particles are free to move no step is defined, and the first alone counts.
 */
export function isFarAsItStands(hessian: NativeHessian, forces: Float64Array, box: Box): boolean {
  const particles = hessian.particles;
  if (hessian.inertia.negative > LIQUID_NEGATIVE_SHARE * 2 * particles) return true;
  if (hessian.inertia.zero > TRANSLATIONS) return false;
  const step = hessian.solve(forces);
  return isFarByRelaxation(Math.sqrt(squaredNorm(step) / particles), box, particles);
}

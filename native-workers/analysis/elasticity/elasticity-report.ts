import type { NativeHessian, NativeSample } from '../../addon.ts';
import { type Box, boxArea } from '../../configuration/configuration.ts';
import { bulkModulus, elasticResponse } from './elastic-response.ts';
import { Pinning } from './pinning.ts';
import type { Report } from '../report/report.ts';
import { shearHarmonics, shearSummary } from './shear-modulus.ts';

/** The part of a report that tells how the sample answers a strain. */
export type ElasticityReport = NonNullable<Report['elasticity']>;

/** Above this share of all particles, and above this many (a thousand solves, seconds), Ψ has no defect to show. */
const MAX_PINNED = { share: 0.5, particles: 500 };

/** Where there is no modulus. */
export function noElasticity(reason: string): ElasticityReport {
  return { shear: null, pinnedShear: null, bulk: null, pressure: null, relativeAnisotropy: null, reason };
}

/** Why the key-core string is not pinned, or null where it is. */
export function noDefect(keyCore: readonly number[], particles: number): string | null {
  if (keyCore.length <= Math.min(MAX_PINNED.share * particles, MAX_PINNED.particles)) return null;
  return `the key-core string holds ${keyCore.length} of ${particles} particles: there is no defect to pin`;
}

/**
 * Moduli of a stable sample, free and with its key-core string pinned. `keyCore`: indices of the string.
 * 4 solves, and those of the pinning (`Pinning`).
 */
export function elasticityReport(
  sample: NativeSample,
  hessian: NativeHessian,
  stress: readonly [number, number, number],
  box: Box,
  keyCore: readonly number[],
): ElasticityReport {
  const response = elasticResponse(sample, hessian, stress, boxArea(box));
  const shear = shearSummary(shearHarmonics(response.curvature));
  const moduli = { shear, bulk: bulkModulus(response), pressure: -(stress[0] + stress[2]) / 2 };
  const against = noDefect(keyCore, sample.particles);
  if (against !== null) return { ...moduli, pinnedShear: null, relativeAnisotropy: null, reason: against };
  const pinnedShear = shearSummary(shearHarmonics(new Pinning(response, hessian).curvature(keyCore)));
  if (pinnedShear.mean > 0)
    return { ...moduli, pinnedShear, relativeAnisotropy: (shear.max - shear.min) / pinnedShear.mean };
  const reason = 'the mean shear modulus with the key core pinned is not positive';
  return { ...moduli, pinnedShear, relativeAnisotropy: null, reason };
}

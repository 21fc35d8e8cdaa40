import type { Control, NativeSample } from '../../addon.ts';
import { type Box, boxArea } from '../../configuration/configuration.ts';
import { elasticResponse } from '../elasticity/elastic-response.ts';
import { Pinning } from '../elasticity/pinning.ts';
import { coordinationNumbers } from '../voronoi/voronoi-neighbours.ts';
import { periodicVoronoi } from '../voronoi/voronoi.ts';
import { shearHarmonics, shearSummary } from '../elasticity/shear-modulus.ts';

/** Relative amplitude of G(θ) above which the vacancies have left six-fold symmetry. */
const LEAST_UNPINNED = 0.2;
/** The same with the 2n particles of largest Ψ pinned, below which they suffice by themselves. */
const MAX_PINNED = 0.1;
/** Particles of largest Ψ that a reconstructed vacancy has. */
export const TOP_PER_VACANCY = 2;

/** Relative amplitudes (max − min)/mean of G(θ), both by the mean with the particles pinned. */
export interface ReconstructionVerdict {
  anisotropy: { unpinned: number; pinned: number } | null;
  /** Why the vacancies have not reconstructed; null where they have. */
  reason: string | null;
}

/** All particles, those of largest Ψ first. */
export function softestFirst(vibrability: Float64Array): number[] {
  return Array.from(vibrability.keys()).sort((a, b) => vibrability[b] - vibrability[a]);
}

function judge(unpinned: number, pinned: number, vacancies: number, fiveFold: number) {
  if (unpinned <= LEAST_UNPINNED)
    return `the anisotropy of G(θ) is ${unpinned.toPrecision(3)}, not above ${LEAST_UNPINNED}: the vacancies kept their symmetry`;
  if (pinned >= MAX_PINNED)
    return (
      `the anisotropy of G(θ) is ${pinned.toPrecision(3)} with the ${TOP_PER_VACANCY * vacancies} particles of largest Ψ ` +
      `pinned, not below ${MAX_PINNED}: something else is as soft`
    );
  if (fiveFold > vacancies)
    return `${fiveFold} particles have five neighbours, more than one for each vacancy: there are other defects`;
  return null;
}

/**
 * Whether the vacancies of a quenched crystal have reconstructed, by its shear modulus with and without them pinned:
 * a reconstructed one is a core of one five- and one seven-fold particle beside the two of largest Ψ. More than one
 * such core a vacancy is a crystal that has begun to melt.
 */
export function reconstructionVerdict(
  sample: NativeSample,
  box: Box,
  vacancies: number,
  control: Control | undefined,
): ReconstructionVerdict {
  const hessian = sample.hessian(control);
  try {
    const { negative, zero } = hessian.inertia;
    if (negative > 0 || zero !== 2)
      return {
        anisotropy: null,
        reason: `the quenched crystal is no stable minimum: ${negative} negative and ${zero} zero eigenvalues`,
      };
    const softest = softestFirst(hessian.vibrability(control)).slice(0, TOP_PER_VACANCY * vacancies);
    const response = elasticResponse(sample, hessian, sample.energetics().stress, boxArea(box));
    const free = shearSummary(shearHarmonics(response.curvature));
    const held = shearSummary(shearHarmonics(new Pinning(response, hessian).curvature(softest)));
    if (!(held.mean > 0))
      return { anisotropy: null, reason: `the shear modulus is ${held.mean.toPrecision(4)}, not positive` };
    const unpinned = (free.max - free.min) / held.mean;
    const pinned = (held.max - held.min) / held.mean;
    const { neighbours } = periodicVoronoi(box, sample.positions());
    const fiveFold = coordinationNumbers(neighbours).filter((z) => z === 5).length;
    return { anisotropy: { unpinned, pinned }, reason: judge(unpinned, pinned, vacancies, fiveFold) };
  } finally {
    hessian.dispose();
  }
}

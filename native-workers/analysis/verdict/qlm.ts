import { type Box, boxArea } from '../../configuration/configuration.ts';
import { shortestWaveVector } from './plane-waves.ts';
import type { ShearSummary } from '../elasticity/shear-modulus.ts';
import type { Verdict } from '../report/verdicts.ts';

/** phononShare below the first is a QLM, above the second a phonon, a hybrid from one to the other. */
export type QlmShares = readonly [number, number];

/** The verdict on a lowest mode of this share in plane waves (`phononShares`). */
export function phononVerdict(phononShare: number, [qlmBelow, phononAbove]: QlmShares): Verdict {
  if (phononShare < qlmBelow) return 'qlm';
  return phononShare > phononAbove ? 'phonon' : 'hybrid';
}

/** Whether the lowest mode is localised and below the first transverse phonon, and by which numbers. */
export interface ParticipationVerdict {
  /** N·PR of the lowest mode: how many particles take part in it. */
  participants: number;
  /** Below this many it is localised (a setting). */
  threshold: number;
  /** Frequency of the first transverse phonon, ω_T = c_T k; null where the shear modulus gives none. */
  omegaT: number | null;
  /** Null where ω_T does not exist and the mode is localised, so that it would have decided. */
  isQlm: boolean | null;
  reason?: string;
}

/**
 * First transverse phonon ω_T = c_T k of a box, c_T = √(G/ρ), k its shortest wave vector, ρ the mass density; null
 * unless G is positive.
 */
export function transversePhonon(shearModulus: number, totalMass: number, box: Box): number | null {
  if (!(shearModulus > 0)) return null;
  return Math.sqrt((shearModulus * boxArea(box)) / totalMass) * shortestWaveVector(box);
}

/** Why the matrix around the defect has no transverse wave, or null where it has. */
export function noTransverseWave(pinned: Pick<ShearSummary, 'mean'> | null): string | null {
  if (pinned === null) return 'there is no shear modulus with the key core pinned';
  return pinned.mean > 0 ? null : `the mean shear modulus with the key core pinned is ${pinned.mean.toPrecision(4)}`;
}

/** What that verdict looks at. */
export interface ParticipationEvidence {
  particles: number;
  totalMass: number;
  box: Box;
  /** Lowest mode. */
  omega: number;
  pr: number;
  /** G(θ) with the key-core string pinned: the modulus of the matrix around the defect; null where there is none. */
  pinned: ShearSummary | null;
}

/**
 * The lowest mode is localised when N·PR is below `threshold`, and lies below the first transverse phonon of the matrix.
 * N·PR at which modes turn into phonons grows with N, so that this is no verdict on what the mode is.
 */
export function participationVerdict(evidence: ParticipationEvidence, threshold: number): ParticipationVerdict {
  const { particles, totalMass, box, omega, pr, pinned } = evidence;
  const participants = particles * pr;
  const omegaT = pinned === null ? null : transversePhonon(pinned.mean, totalMass, box);
  const numbers = { participants, threshold, omegaT };
  if (participants >= threshold) return { ...numbers, isQlm: false };
  if (omegaT !== null) return { ...numbers, isQlm: omega < omegaT };
  const reason = noTransverseWave(pinned) ?? '';
  return { ...numbers, isQlm: null, reason: pinned === null ? reason : `${reason}: there is no transverse phonon` };
}

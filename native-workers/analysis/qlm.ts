import type { Box } from '../configuration.ts';
import { boxArea } from '../configuration.ts';
import type { ShearSummary } from './shear-modulus.ts';

/** Whether the lowest mode of a sample is a quasi-localised one, and by which numbers. */
export interface QlmVerdict {
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

/** Length of the shortest wave vector of the box, 2π/L in a square one: the shortest vector of the reciprocal lattice. */
export function shortestWaveVector({ lx, ly, xy }: Box): number {
  // b₁ = 2π (1/lx, −xy/(lx ly)), b₂ = 2π (0, 1/ly). Of each row n₁ the n₂ that brings it nearest to zero; further rows
  // than the shortest found are longer by their first component alone.
  let shortest = 1 / ly;
  for (let first = 1; first / lx < shortest; first++) {
    const tilt = (first * xy) / lx;
    shortest = Math.min(shortest, Math.hypot(first / lx, (Math.round(tilt) - tilt) / ly));
  }
  return 2 * Math.PI * shortest;
}

/**
 * First transverse phonon ω_T = c_T k of a box, c_T = √(G/ρ), k its shortest wave vector, ρ the mass density; null
 * unless G is positive.
 */
export function transversePhonon(shearModulus: number, totalMass: number, box: Box): number | null {
  if (!(shearModulus > 0)) return null;
  return Math.sqrt((shearModulus * boxArea(box)) / totalMass) * shortestWaveVector(box);
}

/** What the verdict looks at. */
export interface QlmEvidence {
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
 * The lowest mode is a QLM when it is localised, N·PR below `threshold`, and lies below the first transverse phonon of
 * the matrix: a localised mode among the phonons would be mixed with them.
 */
export function qlmVerdict(evidence: QlmEvidence, threshold: number): QlmVerdict {
  const { particles, totalMass, box, omega, pr, pinned } = evidence;
  const participants = particles * pr;
  const omegaT = pinned === null ? null : transversePhonon(pinned.mean, totalMass, box);
  const numbers = { participants, threshold, omegaT };
  if (participants >= threshold) return { ...numbers, isQlm: false };
  if (omegaT !== null) return { ...numbers, isQlm: omega < omegaT };
  const reason =
    pinned === null
      ? 'there is no shear modulus with the key core pinned'
      : `the mean shear modulus with the key core pinned is ${pinned.mean.toPrecision(4)}: there is no transverse phonon`;
  return { ...numbers, isQlm: null, reason };
}

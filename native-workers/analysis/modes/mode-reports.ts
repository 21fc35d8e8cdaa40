import type { Control, ModesResult, NativeVoronoi } from '../../addon.ts';
import { modeCorrelations } from './mode-correlations.ts';
import { magnitudes, participationRatio, squaredNorm, vanishes } from './participation-ratio.ts';
import { type AffineForces, quadrupole } from './quadrupole.ts';
import type { ModeReport } from '../report/report.ts';

/** Components of a block of modes that go through the Voronoi kernels at once: 8 · 2²² bytes = 32 MiB a field. */
const BLOCK_COMPONENTS = 2 ** 22;

/**
 * ∇·u^np below this fraction of (spacing × rms displacement) everywhere is rounding: the mode has no divergence, like
 * a transverse plane wave of a perfect crystal.
 */
const NO_DIVERGENCE_BELOW = 1e-10;

/** What all modes of a sample share. */
export interface ModeContext {
  particles: number;
  /** Mean spacing √(V/N), σ. */
  spacing: number;
  voronoi: NativeVoronoi;
  forces: AffineForces;
  /** Ψ, or null when the sample is unstable. */
  vibrability: Float64Array | null;
  control: Control | undefined;
}

/** √|λ| with the sign of λ: a negative eigenvalue gives ω = −√|λ|. */
export function signedFrequency(eigenvalue: number): number {
  return Math.sign(eigenvalue) * Math.sqrt(Math.abs(eigenvalue));
}

/**
 * The report of every mode; `modes.displacements` with signs already fixed. Modes go through the kernels in blocks:
 * one block unless they are very many.
 */
export function modeReports(modes: ModesResult, context: ModeContext): ModeReport[] {
  const size = 2 * context.particles;
  const count = modes.eigenvalues.length;
  const perBlock = Math.max(1, Math.floor(BLOCK_COMPONENTS / size));
  const reports: ModeReport[] = [];
  for (let first = 0; first < count; first += perBlock) {
    const block = modes.displacements.slice(first * size, Math.min(count, first + perBlock) * size);
    const { transverse, longitudinal } = context.voronoi.split(block, context.control);
    const divergence = context.voronoi.divergence(context.voronoi.netProjection(block));
    for (let k = 0; k < block.length / size; k++) {
      const ofMode = (vectors: Float64Array) => vectors.subarray(k * size, (k + 1) * size);
      const mode = ofMode(block);
      const index = first + k;
      reports.push({
        index,
        eigenvalue: modes.eigenvalues[index],
        omega: signedFrequency(modes.eigenvalues[index]),
        residual: modes.residuals[index],
        pr: participationRatio(mode),
        ...partsOf(
          mode,
          ofMode(transverse),
          ofMode(longitudinal),
          divergence.subarray(k * context.particles, (k + 1) * context.particles),
          context,
        ),
        quadrupole: quadrupole(context.forces, mode),
      });
    }
  }
  return reports;
}

/** Everything that follows from the split and the divergence of one mode. */
function partsOf(
  mode: Float64Array,
  transverse: Float64Array,
  longitudinal: Float64Array,
  divergence: Float64Array,
  context: ModeContext,
) {
  const total = squaredNorm(mode);
  const shareT = squaredNorm(transverse) / total;
  const shareL = squaredNorm(longitudinal) / total;
  const reasons: string[] = [];
  if (vanishes(shareT)) reasons.push('the mode has no transverse part');
  if (vanishes(shareL)) reasons.push('the mode has no longitudinal part');
  const faintest = NO_DIVERGENCE_BELOW * context.spacing * Math.sqrt(total / context.particles);
  return {
    prT: vanishes(shareT) ? null : participationRatio(transverse),
    prL: vanishes(shareL) ? null : participationRatio(longitudinal),
    transverse: shareT,
    longitudinal: shareL,
    correlations: modeCorrelations({
      vibrability: context.vibrability,
      longitudinal: vanishes(shareL) ? null : magnitudes(longitudinal),
      divergence: divergence.every((value) => Math.abs(value) <= faintest) ? null : divergence,
    }),
    ...(reasons.length === 0 ? {} : { reason: reasons.join('; ') }),
  };
}

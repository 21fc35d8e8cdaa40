import type { Verdict } from '../../../native-workers/analysis/report/verdicts.ts';

/** A sample of an ensemble by its numbers, with those of its lowest mode. */
export interface EnsembleSample {
  number: number;
  contentHash: string;
  /** Label of the model. */
  model: string;
  particles: number;
  /** Null where it is undecided, or an older Keycore made the sample. */
  verdict: Verdict | null;
  phononShare: number | null;
  /** Of the lowest mode. */
  omega: number;
  pr: number;
  prT: number | null;
  prL: number | null;
  coreSize: number;
  keyCoreSize: number;
  maxVibrability: number | null;
  /** Means of G(θ), free and with the key-core string pinned, and the relative anisotropy. */
  shear: number | null;
  pinnedShear: number | null;
  relativeAnisotropy: number | null;
  /** First transverse phonon. */
  omegaT: number | null;
}

/** G(θ) of a sample with nothing pinned, by its report on mechanics. */
export interface EnsembleCurve {
  number: number;
  omega: number;
  degrees: readonly number[];
  values: readonly number[];
  /** Mean with the key-core string pinned; null where it was not. */
  pinnedMean: number | null;
}

/** Many samples of a project as figures see them, and as they are sent to the thread that draws. */
export interface FigureEnsemble {
  /** Name of the project, without folders. */
  project: string;
  /** Those that have a lowest mode, by number. */
  samples: readonly EnsembleSample[];
  /** Numbers that were asked for, where not all samples of the project were. */
  chosen: readonly number[] | null;
  /** Modes above the lowest, of all samples. */
  higher: readonly { sample: number; omega: number; pr: number }[];
  /** Of the samples of lowest ω that have a report on mechanics. */
  curves: readonly EnsembleCurve[];
  /** Settings of the analyses: Ψ of the core, and of the key core as a fraction of its maximum; several where jobs differ. */
  coreThresholds: readonly number[];
  keyCoreFractions: readonly number[];
}

/** Samples of one verdict, undecided ones for null. */
export function ofVerdict({ samples }: FigureEnsemble, verdict: Verdict | null): EnsembleSample[] {
  return samples.filter((sample) => sample.verdict === verdict);
}

/**
 * Below which ω every lowest mode is a QLM: the least ω of a lowest mode that is none. Null where there is no QLM below it,
 * or where nothing else was found.
 */
export function qlmBelow({ samples }: FigureEnsemble): number | null {
  const others = samples.filter(({ verdict }) => verdict !== 'qlm').map(({ omega }) => omega);
  if (others.length === 0) return null;
  const limit = Math.min(...others);
  return samples.some(({ omega }) => omega < limit) ? limit : null;
}

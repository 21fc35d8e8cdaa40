import type { Verdict } from '../../native-workers/analysis/report/verdicts.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';

/** What a watcher may draw of a sample that is being made. The arrays belong to the receiver. */
export interface LiveState {
  box: Box;
  /** Species index of each particle, N. */
  species: Uint8Array;
  /** x0, y0, x1, y1, ...; not wrapped into the box. */
  positions: Float64Array;
  /** Of each particle, σ, where they have sizes of their own. */
  diameters?: Float64Array;
  /** Rows of `TRACE_COLUMNS` since the last event of this sample that had any. */
  trace: Float64Array;
}

/** Which sample an event is about, and how far the whole ensemble is. */
interface EnsembleMoment {
  /** Number in the project; null while the sample has none yet (`untilQlm` gives numbers to what is kept only). */
  sample: number | null;
  /** Index of the sample in its job, from 0: its seed is derived from this. */
  position: number;
  /** Of the whole ensemble, 0 to 1, never going back; with `untilQlm` the QLM samples found of those wanted. */
  share: number;
  /** Until the whole ensemble is made; null while that cannot be told, and with `untilQlm`. */
  secondsLeft: number | null;
  /** Samples stored or failed, those of earlier runs included, and how many there shall be; null with `untilQlm`. */
  done: number;
  total: number | null;
  /** QLM samples among those done, by the criterion of the job. */
  qlm: number;
}

/** The numbers of a sample that are told when it is stored. */
export interface MadeSample {
  /** Hexadecimal seed of this sample. */
  seed: string;
  energyPerParticle: number;
  /** Lowest mode; null where there is none. */
  omega: number | null;
  pr: number | null;
  /** What the lowest mode is, and its share in plane waves; null where that could not be decided (an unstable sample). */
  verdict: Verdict | null;
  phononShare: number | null;
  /** Whether the sample counts as one with a QLM by the criterion of its job; null where that could not be decided. */
  isQlm: boolean | null;
}

/**
 * Events of a running ensemble. 'progress' comes about ten times a second and worker; the others once a sample.
 */
export type EnsembleEvent =
  | (EnsembleMoment & {
      kind: 'progress';
      /** What is being done to the sample, in words. */
      stage: string;
      /** Of this sample, 0 to 1. */
      sampleShare: number;
      /** Of the stage, 0 to 1; null where its end is not known. */
      stageShare: number | null;
      live?: LiveState;
    })
  | (EnsembleMoment & { kind: 'stored'; sample: number; made: MadeSample })
  | (EnsembleMoment & { kind: 'failed'; sample: number; reason: string });

import type { SimulationSettings } from '../../native-workers/analysis/simulation-settings.ts';
import type { Project } from '../project/project.ts';
import type { EnsembleEvent } from './ensemble-events.ts';

/** What is to be made, where it goes, and who watches. */
export interface EnsembleRequest {
  /** Open for writing; the runner neither opens nor closes it. */
  project: Project;
  /** `settings.samples` samples of the seed `settings.seed`. */
  settings: SimulationSettings;
  /** Index of the first sample, from 0: a part of an ensemble that others make the rest of. Default 0. */
  first?: number;
  /**
   * Makes the shortest run of indices from `first` on that holds so many QLM samples, but no more than
   * `settings.samples`. Which samples are kept does not depend on the number of workers or their speed.
   */
  untilQlm?: number;
  /** Samples made at the same time, each in a thread. */
  workers: number;
  /** An abort stops the kernels within milliseconds; what is stored stays. */
  signal?: AbortSignal;
  onEvent?: (event: EnsembleEvent) => void;
  /** Least time between two `live` states of a sample, ms; without it there are none. */
  liveIntervalMs?: number;
}

/** What became of it. */
export interface EnsembleResult {
  /** Number of the job in the project. */
  job: number;
  /** Samples of this run's indices that are stored, and those that failed, now and earlier; numbers ascending. */
  stored: number[];
  failed: { sample: number; reason: string }[];
  /** Samples among `stored` whose lowest mode is a QLM. */
  qlm: number;
}

/**
 * Makes the samples of a job that the project does not hold yet, several at a time, and stores each as soon as it is
 * done. Running it again after a cancel, a crash or a kill completes the job; a sample in work goes on from its last
 * checkpoint. A sample that did not converge is marked failed and not tried again.
 *
 * Throws `BadInput` for settings that cannot be met or a project that may not be written, `Cancelled` after an abort,
 * a plain Error for a disk that is full or fails: the samples in work are stopped first, everything stored stays.
 */
export type RunEnsemble = (request: EnsembleRequest) => Promise<EnsembleResult>;

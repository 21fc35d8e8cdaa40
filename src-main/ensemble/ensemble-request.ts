import type { QlmCriterion } from '../../native-workers/analysis/report/verdicts.ts';
import type { SimulationSettings } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import type { Project } from '../project/project.ts';
import type { EnsembleEvent } from './ensemble-events.ts';

/** What is to be made, where it goes, and who watches. */
export interface EnsembleRequest {
  /** Open for writing; the runner neither opens nor closes it. */
  project: Project;
  /**
   * `settings.samples` samples of the seed `settings.seed`. Where the project has a job of them that was begun under the
   * older criterion of QLM samples, that one goes on, under its criterion (`settingsOfRun`).
   */
  settings: SimulationSettings;
  /** Index of the first sample, from 0: a part of an ensemble that others make the rest of. Default 0. */
  first?: number | undefined;
  /**
   * Makes the shortest run of indices from `first` on that holds so many QLM samples, but no more than
   * `settings.samples`. Which samples are kept does not depend on the number of workers or their speed.
   */
  untilQlm?: number | undefined;
  /** Lowest modes whose displacements are stored; default: 20 of a single sample, 1 of each of an ensemble. */
  storedModes?: number | undefined;
  /** Samples made at the same time, each in a thread. */
  workers: number;
  /** An abort stops the kernels within milliseconds; what is stored stays. */
  signal?: AbortSignal;
  onEvent?: (event: EnsembleEvent) => void;
  /** Least time between two `live` states of a sample, ms; without it there are none. */
  liveIntervalMs?: number;
  /** Least time between two checkpoints of a sample, ms: what a kill loses at most. Default 15 s. */
  checkpointIntervalMs?: number;
  /** Runs each write to the project; default: at once. For a project that others use too (`ProjectHandle.runExclusive`). */
  runExclusive?: <T>(action: () => T) => Promise<T>;
}

/** What became of it. */
export interface EnsembleResult {
  /** Number of the job in the project. */
  job: number;
  /** Samples of this run's indices that are stored, and those that failed, now and earlier; numbers ascending. */
  stored: number[];
  failed: { sample: number; reason: string }[];
  /** Samples among `stored` that count as ones with a QLM, and the rule by which the job counts them. */
  qlm: number;
  criterion: QlmCriterion;
}

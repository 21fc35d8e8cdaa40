import type { AnalyseOutcome } from '../analysis/analyse/analyse.ts';
import type { AnalysisSettings } from '../analysis/report/analysis-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { ModelReference } from '../models/user-model.ts';
import { taskContract } from './task.ts';

export interface AnalyseTaskInput {
  configuration: Configuration;
  /** Id of a model of the registry, or the definition of a user-defined one. */
  model: ModelReference;
  settings: AnalysisSettings;
  /** File and frame, for provenance. */
  source: string;
  seed: string | null;
  /** Shared memory of `Control` (4 × 32 bits) through which the caller watches and stops the task, or null. */
  control: SharedArrayBuffer | null;
}

export type AnalyseTaskOutput = AnalyseOutcome;

/** Analyses one configuration. */
export const analyseTask = taskContract<AnalyseTaskInput, AnalyseTaskOutput>('analyse');

import type { AnalysisEstimate, AnalysisOutcome } from '../analysis/description/analysis.ts';
import { taskContract } from './task.ts';

export interface AnalysisTaskInput {
  /** Name of an analysis of the table. */
  analysis: string;
  /** What its `inputOf` gave. */
  input: unknown;
  /** Shared memory of `Control` (`SAMPLE_CONTROL_WORDS` × 32 bits) to watch and stop the task, or null. */
  control: SharedArrayBuffer | null;
}

export type AnalysisTaskOutput = AnalysisOutcome;

/** One analysis of one sample, on what a warm worker keeps of it or from its input only. */
export const analysisTask = taskContract<AnalysisTaskInput, AnalysisTaskOutput>('analysis');

export interface EstimateInput {
  analysis: string;
  settings: unknown;
}

/** What an analysis of the sample that a warm worker keeps would cost. */
export const estimateTask = taskContract<EstimateInput, AnalysisEstimate>('estimate');

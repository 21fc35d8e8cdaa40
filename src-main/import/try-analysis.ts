import type { AnalysisSettings } from '../../native-workers/analysis/report/analysis-settings.ts';
import type { AnalyseTaskOutput } from '../../native-workers/tasks/analyse.contract.ts';
import type { TaskWatch } from '../jobs/progress-and-cancel.ts';
import type { TaskPool } from '../jobs/task-pool.ts';
import { RefusedByTask, TaskFault, WorkerDeath } from '../jobs/task-result.ts';
import { taskValue } from '../jobs/task-value.ts';
import type { AnalysisInput } from './analysis-input.ts';
import { analyseInput } from './analysis-job.ts';

/** What an analysis came to: a result, or why there is none, in words for the user. */
export type Tried =
  | { output: AnalyseTaskOutput }
  | {
      reason: string;
      /** What was thrown; null where it did not converge. */
      fault: WorkerDeath | TaskFault | RefusedByTask | null;
    };

/**
 * Analyses one configuration of several: what goes wrong with it (no convergence, input that the calculation refuses, a
 * fault of ours, the death of the worker) is told of it, and the others go on. Throws `Cancelled` after an abort, and
 * what every other would meet as well.
 */
export async function tryAnalysis(
  input: AnalysisInput,
  settings: AnalysisSettings,
  pool: TaskPool,
  watch: TaskWatch,
): Promise<Tried> {
  try {
    const outcome = await analyseInput(input, settings, pool, watch);
    if (outcome.status === 'not-converged') return { reason: `did not converge: ${outcome.message}`, fault: null };
    return { output: taskValue(outcome) };
  } catch (error) {
    const isOfThisOne = error instanceof WorkerDeath || error instanceof TaskFault || error instanceof RefusedByTask;
    if (!isOfThisOne) throw error;
    return { reason: error.message, fault: error };
  }
}

import type { EnsembleRequest, EnsembleResult } from './ensemble-request.ts';
import { EnsembleRun } from './ensemble-run.ts';

/**
 * Makes the samples of a job that the project does not hold yet, several at a time, and stores each as soon as it is
 * done. Running it again after a cancel, a crash or a kill completes the job; a sample in work goes on from its last
 * checkpoint. A sample that did not converge is marked failed and not tried again (`Project.retryFailed`).
 *
 * Throws `BadInput` for settings that cannot be met or a project that may not be written, `Cancelled` after an abort,
 * a plain Error for a disk that is full or fails: the samples in work are stopped first, everything stored stays.
 */
export async function runEnsemble(request: EnsembleRequest): Promise<EnsembleResult> {
  return new EnsembleRun(request).run();
}

import { Cancelled } from '../jobs/cancelled-error.ts';
import { NotConverged } from '../jobs/task-value.ts';
import type { JobFailure } from '../jobs/job-board.ts';
import type { ApiContext } from './context.ts';
import { failureAnswer, hiddenFolders, shownFailure } from './failure.ts';

/** Why a job failed, in the words of the routes. */
export function jobFailure(error: unknown, context: ApiContext): JobFailure {
  if (error instanceof NotConverged) return { kind: 'bad-input', message: error.message };
  if (error instanceof Cancelled) return { kind: 'cancelled', message: 'cancelled' };
  const { kind, message } = shownFailure(failureAnswer(error, context.log).body, hiddenFolders(context));
  return { kind: kind === 'bad-input' ? kind : 'internal', message };
}

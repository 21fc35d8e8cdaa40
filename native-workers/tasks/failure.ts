import { BadInput } from '../text/bad-input.ts';
import type { TaskResult } from './task.ts';

/** An analysis that ended early, as a task result. */
export function failure(outcome: {
  status: 'not-converged' | 'cancelled';
  stage: string;
  detail: string;
}): TaskResult<never> {
  return { ok: false, kind: outcome.status, message: `${outcome.stage}: ${outcome.detail}`, place: {} };
}

/** A thrown error as a task result: `BadInput` keeps its message and place, anything else is a fault of ours. */
export function taskFailure(error: unknown): TaskResult<never> {
  if (error instanceof BadInput) return { ok: false, kind: 'bad-input', message: error.message, place: error.place };
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  return { ok: false, kind: 'internal', message, place: {}, ...(stack === undefined ? {} : { stack }) };
}

import { Interrupted } from '../analysis/run/stage-clock.ts';
import { BadInput } from '../text/bad-input.ts';
import type { TaskResult } from './task.ts';

/**
 * A thrown error as a task result: `BadInput` keeps its message and place, `Interrupted` its status, anything else is a
 * fault of ours.
 */
export function taskFailure(error: unknown): TaskResult<never> {
  if (error instanceof BadInput) return { ok: false, kind: 'bad-input', message: error.message, place: error.place };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Interrupted) {
    const { status, stage } = error;
    return { ok: false, kind: status, message: stage === null ? message : `${stage}: ${message}`, place: {} };
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return { ok: false, kind: 'internal', message, place: {}, ...(stack === undefined ? {} : { stack }) };
}

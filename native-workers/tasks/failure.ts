import type { Interruption } from '../analysis/run/staged-run.ts';
import { BadInput } from '../text/bad-input.ts';
import type { TaskResult } from './task.ts';

/** Ends a task without an output, which is an outcome and no fault. */
export class Unfinished extends Error {
  readonly kind: Interruption['status'];

  constructor(kind: Interruption['status'], message: string) {
    super(message);
    this.name = 'Unfinished';
    this.kind = kind;
  }
}

/** What a calculation came to; throws `Unfinished` where it ended early. */
export function converged<Outcome extends { status: 'converged' }>(outcome: Outcome | Interruption): Outcome {
  if (outcome.status === 'converged') return outcome;
  throw new Unfinished(outcome.status, `${outcome.stage}: ${outcome.detail}`);
}

/**
 * A thrown error as a task result: `BadInput` keeps its message and place, `Unfinished` its kind, anything else is a fault
 * of ours.
 */
export function taskFailure(error: unknown): TaskResult<never> {
  if (error instanceof BadInput) return { ok: false, kind: 'bad-input', message: error.message, place: error.place };
  if (error instanceof Unfinished) return { ok: false, kind: error.kind, message: error.message, place: {} };
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  return { ok: false, kind: 'internal', message, place: {}, ...(stack === undefined ? {} : { stack }) };
}

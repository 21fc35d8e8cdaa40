import type { TaskOutcome } from './task-result.ts';
import { Cancelled } from './cancelled-error.ts';

/** Calculations that did not meet their tolerance; `reasons` are in words for the user. */
export class NotConverged extends Error {
  /** @param source what they were on, where the reader does not know */
  constructor(reasons: readonly string[], source?: string) {
    const text = reasons.map((reason) => `did not converge: ${reason}`).join('; ');
    super(source === undefined ? text : `${source}: ${text}`);
    this.name = 'NotConverged';
  }
}

/** What a task gave. Throws `Cancelled` where it was stopped, and `NotConverged`. */
export function taskValue<Value>(outcome: TaskOutcome<Value>, source?: string): Value {
  if (outcome.status === 'cancelled') throw new Cancelled();
  if (outcome.status === 'not-converged') throw new NotConverged([outcome.message], source);
  return outcome.value;
}

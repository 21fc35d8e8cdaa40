import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { TaskResult } from '../../native-workers/tasks/task.ts';

/** What a task came to; its other failures are thrown. */
export type TaskOutcome<Output> =
  | { status: 'converged'; value: Output }
  | { status: 'not-converged'; message: string }
  | { status: 'cancelled'; message: string };

/** A worker thread ended in the middle of a task: out of memory, most likely. The message is for the user. */
export class WorkerDeath extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'WorkerDeath';
  }
}

/** Input that a task could not work on, as the worker has told it. */
export class RefusedByTask extends BadInput {}

/** What a worker answered, as the caller wants it. */
export function outcomeOf<Output>(id: string, result: TaskResult<Output>): TaskOutcome<Output> {
  if (result.ok) return { status: 'converged', value: result.value };
  const { kind, message, place, stack } = result;
  if (kind === 'bad-input') throw RefusedByTask.retold(message, place);
  if (kind === 'internal') throw internalFault(id, message, stack);
  return { status: kind, message };
}

/** A fault of ours inside a task: carries the worker's own stack. */
export class TaskFault extends Error {
  override readonly name = 'TaskFault';
}

function internalFault(id: string, message: string, stack: string | undefined) {
  const error = new TaskFault(`task '${id}' failed: ${message}`);
  if (stack !== undefined) error.stack = `${error.message}\nin the worker: ${stack}`;
  return error;
}

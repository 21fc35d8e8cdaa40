import { move, transferableSymbol, valueSymbol } from 'piscina';
import { taskFailure } from './failure.ts';
import { buffersOf, type TaskContract, type TaskRequest, type TaskResult } from './task.ts';

/**
 * A task with its types erased: requests come from the contract's own `request`, which fixes them. `Given`: what the
 * worker has beside the input, the sample that it keeps.
 */
interface RunnableTask<Given> {
  id: string;
  run(input: unknown, given: Given): unknown;
}

/** A contract with its handler, which throws where it has no output. */
export function runnable<Input, Output, Given>(
  { id }: TaskContract<Input, Output>,
  handler: (input: Input, given: Given) => Output | Promise<Output>,
): RunnableTask<Given> {
  return { id, run: (input, given) => handler(input as Input, given) };
}

/** Does whatever of these tasks is asked for; never throws for what a task does. */
export function taskRunner<Given>(
  tasks: readonly RunnableTask<Given>[],
): (request: TaskRequest, given: Given) => Promise<TaskResult<unknown>> {
  return async ({ task, input }, given) => {
    try {
      const found = tasks.find(({ id }) => id === task);
      if (found === undefined)
        throw new Error(`unknown task '${task}'; known tasks: ${tasks.map(({ id }) => id).join(', ')}`);
      return { ok: true, value: await found.run(input, given) };
    } catch (error) {
      return taskFailure(error);
    }
  };
}

/** An answer as Piscina sends it: its typed arrays are transferred, not copied. */
export function handedOver(answer: object): unknown {
  return move({ [transferableSymbol]: [...buffersOf(answer)], [valueSymbol]: answer });
}

import type { TaskContract, TaskResult } from './task.ts';

/**
 * A task with its types erased: requests come from the contract's own `request`, which fixes them. `Given`: what the
 * worker has beside the input, the sample that it keeps.
 */
interface RunnableTask<Given> {
  id: string;
  run(input: unknown, given: Given): Promise<{ result: TaskResult<unknown>; transfer: ArrayBuffer[] }>;
}

/** A contract with its handler, which throws where it has no output. */
export function runnable<Input, Output, Given>(
  contract: TaskContract<Input, Output>,
  handler: (input: Input, given: Given) => Output | Promise<Output>,
): RunnableTask<Given> {
  return {
    id: contract.id,
    run: async (input, given) => {
      const value = await handler(input as Input, given);
      return { result: { ok: true, value }, transfer: contract.transferables(value) };
    },
  };
}

/** Tasks by id. Throws where two have the same one. */
export function taskTable<Given>(tasks: readonly RunnableTask<Given>[]): ReadonlyMap<string, RunnableTask<Given>> {
  const table = new Map<string, RunnableTask<Given>>();
  for (const task of tasks) {
    if (table.has(task.id)) throw new Error(`task '${task.id}' is registered twice`);
    table.set(task.id, task);
  }
  return table;
}

/** The task of an id. Throws for one that is not in the table. */
export function taskOf<Given>(table: ReadonlyMap<string, RunnableTask<Given>>, id: string): RunnableTask<Given> {
  const task = table.get(id);
  if (task === undefined) throw new Error(`unknown task '${id}'; known tasks: ${[...table.keys()].join(', ')}`);
  return task;
}

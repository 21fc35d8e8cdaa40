import type { TaskContract, TaskResult } from './task.ts';

/** A task with its types erased: requests come from the contract's own `request`, which fixes them. */
export interface RunnableTask<Given extends readonly unknown[]> {
  id: string;
  run(...given: [...Given, input: unknown]): Promise<{ result: TaskResult<unknown>; transfer: ArrayBuffer[] }>;
}

/** A contract with its handler; `Given` is what the worker has beside the input: the sample that it keeps. */
export function runnable<Input, Output, Given extends readonly unknown[]>(
  contract: TaskContract<Input, Output>,
  handler: (...given: [...Given, input: Input]) => TaskResult<Output> | Promise<TaskResult<Output>>,
): RunnableTask<Given> {
  return {
    id: contract.id,
    run: async (...given) => {
      const result = await handler(...(given as unknown as [...Given, input: Input]));
      return { result, transfer: result.ok ? contract.transferables(result.value) : [] };
    },
  };
}

/** Tasks by id. Throws where two have the same one. */
export function taskTable<Given extends readonly unknown[]>(
  tasks: readonly RunnableTask<Given>[],
): ReadonlyMap<string, RunnableTask<Given>> {
  const table = new Map<string, RunnableTask<Given>>();
  for (const task of tasks) {
    if (table.has(task.id)) throw new Error(`task '${task.id}' is registered twice`);
    table.set(task.id, task);
  }
  return table;
}

/** The task of an id. Throws for one that is not in the table. */
export function taskOf<Given extends readonly unknown[]>(
  table: ReadonlyMap<string, RunnableTask<Given>>,
  id: string,
): RunnableTask<Given> {
  const task = table.get(id);
  if (task === undefined) throw new Error(`unknown task '${id}'; known tasks: ${[...table.keys()].join(', ')}`);
  return task;
}

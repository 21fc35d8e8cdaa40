import { taskFailure } from '../../native-workers/tasks/failure.ts';
import type { TaskContract, TaskRequest, TaskResult } from '../../native-workers/tasks/task.ts';
import { countInputsTask, readInputsTask } from './read-inputs.contract.ts';
import { handleCountInputs, handleReadInputs } from './read-inputs.handler.ts';

type Run = (input: unknown) => Promise<TaskResult<unknown>>;

function runnable<Input, Output>(
  { id }: TaskContract<Input, Output>,
  handler: (input: Input) => Promise<TaskResult<Output>>,
): [string, Run] {
  // Requests come from the contract's own `request`, which fixes their type.
  return [id, (input) => handler(input as Input)];
}

const TASKS = new Map([runnable(countInputsTask, handleCountInputs), runnable(readInputsTask, handleReadInputs)]);

/**
 * Entry of the threads that read files (Piscina calls the default export with each request). They are none of those
 * that calculate: they know formats and no kernels. Never throws for what a task does.
 */
export default async function runReading(request: TaskRequest): Promise<TaskResult<unknown>> {
  try {
    const run = TASKS.get(request.task);
    if (run === undefined) throw new Error(`unknown task '${request.task}'; known: ${[...TASKS.keys()].join(', ')}`);
    return await run(request.input);
  } catch (error) {
    return taskFailure(error);
  }
}

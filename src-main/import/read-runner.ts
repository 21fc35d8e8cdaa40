import { runnable, taskRunner } from '../../native-workers/tasks/runnable-task.ts';
import type { TaskRequest, TaskResult } from '../../native-workers/tasks/task.ts';
import { countInputsTask, readInputsTask } from './read-inputs.contract.ts';
import { handleCountInputs, handleReadInputs } from './read-inputs.handler.ts';

const run = taskRunner<null>([
  runnable(countInputsTask, handleCountInputs),
  runnable(readInputsTask, handleReadInputs),
]);

/**
 * Entry of the threads that read files (Piscina calls the default export with each request). They are none of those
 * that calculate: they know formats and no kernels. Never throws for what a task does.
 */
export default async function runReading(request: TaskRequest): Promise<TaskResult<unknown>> {
  return run(request, null);
}

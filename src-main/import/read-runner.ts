import { taskFailure } from '../../native-workers/tasks/failure.ts';
import { runnable, taskOf, taskTable } from '../../native-workers/tasks/runnable-task.ts';
import type { TaskRequest, TaskResult } from '../../native-workers/tasks/task.ts';
import { countInputsTask, readInputsTask } from './read-inputs.contract.ts';
import { handleCountInputs, handleReadInputs } from './read-inputs.handler.ts';

const TASKS = taskTable<null>([
  runnable(countInputsTask, handleCountInputs),
  runnable(readInputsTask, handleReadInputs),
]);

/**
 * Entry of the threads that read files (Piscina calls the default export with each request). They are none of those
 * that calculate: they know formats and no kernels. Never throws for what a task does.
 */
export default async function runReading(request: TaskRequest): Promise<TaskResult<unknown>> {
  try {
    return (await taskOf(TASKS, request.task).run(request.input, null)).result;
  } catch (error) {
    return taskFailure(error);
  }
}

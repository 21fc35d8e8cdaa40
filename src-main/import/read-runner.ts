import { runnable, taskRunner } from '../../native-workers/tasks/runnable-task.ts';
import type { TaskRequest, TaskResult } from '../../native-workers/tasks/task.ts';
import { countInputsTask, previewFileTask, readInputsTask } from './read-inputs.contract.ts';
import { handleCountInputs, handlePreviewFile, handleReadInputs } from './read-inputs.handler.ts';

const run = taskRunner<null>([
  runnable(countInputsTask, handleCountInputs),
  runnable(previewFileTask, handlePreviewFile),
  runnable(readInputsTask, handleReadInputs),
]);

/**
 * Entry of the threads that read files (Piscina calls the default export with each request). They are none of those
 * that calculate: of kernels they use the sum of the forces alone. Never throws for what a task does.
 */
export default async function runReading(request: TaskRequest): Promise<TaskResult<unknown>> {
  return run(request, null);
}

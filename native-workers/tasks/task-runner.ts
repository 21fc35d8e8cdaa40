import { move, transferableSymbol, valueSymbol } from 'piscina';
import { analyseTask } from './analyse.contract.ts';
import { handleAnalyse } from './analyse.handler.ts';
import { analysisTask } from './analysis.contract.ts';
import { handleAnalysis } from './analysis.handler.ts';
import { taskFailure } from './failure.ts';
import { runnable, taskOf, taskTable } from './runnable-task.ts';
import { simulateTask } from './simulate.contract.ts';
import { handleSimulate } from './simulate.handler.ts';
import type { TaskRequest } from './task.ts';

/** Every task a worker can do. */
const TASKS = taskTable<null>([
  runnable(analyseTask, handleAnalyse),
  runnable(simulateTask, handleSimulate),
  runnable(analysisTask, handleAnalysis),
]);

/**
 * Entry of a worker thread (Piscina calls the default export with each request). Never throws for what a task does:
 * every error comes back as a `TaskResult`. Typed arrays of the output are transferred, not copied.
 */
export default async function runTask(request: TaskRequest): Promise<unknown> {
  try {
    const { result, transfer } = await taskOf(TASKS, request.task).run(request.input, null);
    return move({ [transferableSymbol]: transfer, [valueSymbol]: result });
  } catch (error) {
    return taskFailure(error);
  }
}

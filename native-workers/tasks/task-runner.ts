import { analyseTask } from './analyse.contract.ts';
import { handleAnalyse } from './analyse.handler.ts';
import { analysisTask } from './analysis.contract.ts';
import { handleAnalysis } from './analysis.handler.ts';
import { handedOver, runnable, taskRunner } from './runnable-task.ts';
import { simulateTask } from './simulate.contract.ts';
import { handleSimulate } from './simulate.handler.ts';
import { strainPathTask } from './strain-path.contract.ts';
import { handleStrainPath } from './strain-path.handler.ts';
import type { TaskRequest } from './task.ts';

/** Every task a worker can do. */
const run = taskRunner<null>([
  runnable(analyseTask, handleAnalyse),
  runnable(simulateTask, handleSimulate),
  runnable(analysisTask, handleAnalysis),
  runnable(strainPathTask, handleStrainPath),
]);

/**
 * Entry of a worker thread (Piscina calls the default export with each request). Never throws for what a task does:
 * every error comes back as a `TaskResult`.
 */
export default async function runTask(request: TaskRequest): Promise<unknown> {
  return handedOver(await run(request, null));
}

import { handedOver, runnable, taskRunner } from '../../native-workers/tasks/runnable-task.ts';
import type { TaskRequest } from '../../native-workers/tasks/task.ts';
import { ensembleFiguresTask } from './ensemble-figures.contract.ts';
import { handleEnsembleFigures } from './ensemble-figures.handler.ts';
import { curvesTask } from './curves.contract.ts';
import { handleCurves } from './curves.handler.ts';
import { figurePanelsTask, figuresTask, thumbnailTask } from './figures.contract.ts';
import { handleFigures, handlePanels, handleThumbnail } from './figures.handler.ts';

const run = taskRunner<null>([
  runnable(figuresTask, handleFigures),
  runnable(figurePanelsTask, handlePanels),
  runnable(curvesTask, handleCurves),
  runnable(thumbnailTask, handleThumbnail),
  runnable(ensembleFiguresTask, handleEnsembleFigures),
]);

/** Entry of a worker thread that draws figures. Never throws for what a task does. */
export default async function runFigureTask(request: TaskRequest): Promise<unknown> {
  return handedOver(await run(request, null));
}

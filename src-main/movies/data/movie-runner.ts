import { handedOver, runnable, taskRunner } from '../../../native-workers/tasks/runnable-task.ts';
import { controlOf, type TaskRequest } from '../../../native-workers/tasks/task.ts';
import { movieOf } from './movie-of.ts';
import { movieTask } from '../movie.contract.ts';

const run = taskRunner<null>([
  runnable(movieTask, ({ sample, request, control }) => movieOf(sample, request, controlOf(control))),
]);

/** Entry of a worker thread that computes what movies are painted from. Never throws for what a task does. */
export default async function runMovieTask(request: TaskRequest): Promise<unknown> {
  return handedOver(await run(request, null));
}

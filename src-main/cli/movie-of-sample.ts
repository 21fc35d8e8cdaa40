import { basename } from 'node:path';
import { sourceInProject } from '../figures/figure-source.ts';
import { storedFigureSample } from '../figures/stored-figure-sample.ts';
import { TaskPool } from '../jobs/task-pool.ts';
import { taskValue } from '../jobs/task-value.ts';
import { workerEntry } from '../jobs/worker-entry.ts';
import { movieTask } from '../movies/movie.contract.ts';
import type { MovieRequest } from '../movies/movie-request.ts';
import type { Movie } from '../movies/painter/movie.ts';
import { openProject } from '../project/open-project.ts';
import type { Calculation } from './calculation.ts';

/** What a movie of a stored sample is painted from, computed in a thread of its own. */
export async function movieOfSample(
  path: string,
  number: number,
  request: MovieRequest,
  { terminal, progress }: Calculation,
): Promise<Movie> {
  const sample = await (async () => {
    using project = await openProject(path, { mode: 'read' });
    return storedFigureSample(sourceInProject(project, number, basename(path).replace(/\.keycore$/i, '')));
  })();
  const source = `${path}, sample ${number}`;
  const pool = new TaskPool(1, { entry: workerEntry('movie-runner') });
  try {
    progress.update(`${source}: computing`, null);
    const outcome = await pool.run(
      movieTask,
      { sample, request },
      {
        signal: terminal.signal,
        onProgress: ({ share }) => progress.update(`${source}: computing`, share > 0 ? share : null),
      },
    );
    return taskValue(outcome, source);
  } finally {
    progress.clear();
    await pool.close();
  }
}

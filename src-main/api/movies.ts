import { Hono } from 'hono';
import { sourceInProject } from '../figures/figure-source.ts';
import { storedFigureSample } from '../figures/stored-figure-sample.ts';
import { taskValue } from '../jobs/task-value.ts';
import { movieTask } from '../movies/movie.contract.ts';
import { movieRequestSchema } from '../movies/movie-request.ts';
import { arraysOfMovie } from '../movies/painter/movie-arrays.ts';
import { arrayResponse } from './array-stream.ts';
import type { ApiContext } from './context.ts';
import { described } from './route-description.ts';
import { openSample } from './samples.ts';
import { validated } from './validated.ts';

/**
 * POST …/samples/:sample/movie: what a movie of a stored sample is painted from, computed in a thread of its own for as long
 * as the request lasts. The page paints it.
 */
export function movieRoutes(context: ApiContext) {
  return new Hono().post(
    '/projects/:project/samples/:sample/movie',
    described(
      'MovieRequest: `{ kind }` and what belongs to it',
      'arrays of the movie, and `description`: the rest of it as JSON; seconds for a strain or a quench, given up with the request',
    ),
    validated('json', movieRequestSchema),
    async (c) => {
      const { handle, facts } = openSample(context, c);
      const { number } = facts.numbers;
      const sample = storedFigureSample(sourceInProject(handle.project, number, handle.name));
      const request = c.req.valid('json');
      const outcome = await context.movies.run(movieTask, { sample, request }, { signal: c.req.raw.signal });
      return arrayResponse(arraysOfMovie(taskValue(outcome)));
    },
  );
}

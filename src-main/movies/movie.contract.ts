import { taskContract } from '../../native-workers/tasks/task.ts';
import type { FigureSampleArrays } from '../figures/sample/figure-sample.ts';
import type { MovieRequest } from './movie-request.ts';
import type { Movie } from './painter/movie.ts';

export interface MovieInput {
  sample: FigureSampleArrays;
  request: MovieRequest;
  control: SharedArrayBuffer | null;
}

/** What a movie of a sample is painted from. */
export const movieTask = taskContract<MovieInput, Movie>('movie');

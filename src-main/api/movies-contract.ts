/** What the page asks of a movie. */
export type { MovieRequest } from '../movies/movie-request.ts';

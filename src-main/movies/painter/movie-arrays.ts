import type { Movie } from './movie.ts';

/** Arrays that movies have. */
export type MovieArray = Float64Array | Float32Array | Uint8Array | Int32Array;

/** The name of the array that holds all that is no array, as JSON in UTF-8. */
const DESCRIPTION = 'description';

/** What stands in the JSON for an array. */
interface ArrayPlace {
  array: string;
}

function isArray(value: unknown): value is MovieArray {
  return ArrayBuffer.isView(value);
}

function isPlace(value: object): value is ArrayPlace {
  return 'array' in value && Object.keys(value).length === 1;
}

/** A movie as named arrays, one of which is the rest of it as JSON. */
export function arraysOfMovie(movie: Movie): { name: string; data: MovieArray }[] {
  const arrays: { name: string; data: MovieArray }[] = [];
  const json = JSON.stringify(movie, (key, value: unknown) => {
    if (!isArray(value)) return value;
    const name = `${arrays.length} ${key}`;
    arrays.push({ name, data: value });
    return { array: name } satisfies ArrayPlace;
  });
  return [{ name: DESCRIPTION, data: new TextEncoder().encode(json) }, ...arrays];
}

/** The movie that was sent as named arrays. Throws Error where one is missing. */
export function movieOfArrays(arrays: ReadonlyMap<string, MovieArray>): Movie {
  const named = (name: string) => {
    const found = arrays.get(name);
    if (found === undefined) throw new Error(`the movie came without its array '${name}'`);
    return found;
  };
  return JSON.parse(new TextDecoder().decode(named(DESCRIPTION)), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && isPlace(value) ? named(value.array) : value,
  ) as Movie;
}

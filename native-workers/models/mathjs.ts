import { createRequire } from 'node:module';
import type { derivative, parse } from 'mathjs/number';

/** What is used of math.js. */
interface Mathjs {
  parse: typeof parse;
  derivative: typeof derivative;
}

let loaded: Mathjs | undefined;

/**
 * math.js, loaded at the first use: its thousand files are half of what a command or a worker thread would load at its
 * start, and only user-defined models need them. A bundle has mathjs-bundled.ts in its place.
 */
export function mathjs(): Mathjs {
  loaded ??= createRequire(import.meta.url)('mathjs/number') as Mathjs;
  return loaded;
}

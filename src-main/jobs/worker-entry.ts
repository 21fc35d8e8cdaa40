import { getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where the modules lie that worker threads start with: those that calculate, read files, draw figures and compute movies. */
const ENTRIES = {
  'task-runner': '../../native-workers/tasks/task-runner.ts',
  'warm-runner': '../../native-workers/tasks/warm-runner.ts',
  'read-runner': '../import/read-runner.ts',
  'figure-runner': '../figures/figure-runner.ts',
  'movie-runner': '../movies/data/movie-runner.ts',
} as const;

/**
 * Module that a worker thread starts with; where the app is bundled, the file of the same name with the ending .js in
 * `KEYCORE_WORKERS_DIR`.
 */
export function workerEntry(name: keyof typeof ENTRIES): URL {
  const folder = process.env['KEYCORE_WORKERS_DIR'];
  if (folder !== undefined) return pathToFileURL(join(folder, `${name}.js`));
  return new URL(ENTRIES[name], import.meta.url);
}

/** Environment of a worker thread: this thread's, and the compiled sources that it keeps (compile-cache.mjs). */
export function workerEnvironment(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  // Node's own folder for this version lies in the one that was named.
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(folder) };
}

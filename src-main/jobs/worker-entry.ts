import { getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Module that a worker thread starts with: a file of `native-workers/tasks`, or, where the app is bundled, the file of
 * the same name with the ending .js in `KEYCORE_WORKERS_DIR`.
 */
export function workerEntry(name: 'task-runner' | 'warm-runner'): URL {
  const folder = process.env['KEYCORE_WORKERS_DIR'];
  if (folder !== undefined) return pathToFileURL(join(folder, `${name}.js`));
  return new URL(`../../native-workers/tasks/${name}.ts`, import.meta.url);
}

/** Environment of a worker thread: this thread's, and the compiled sources that it keeps (compile-cache.mjs). */
export function workerEnvironment(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  // Node's own folder for this version lies in the one that was named.
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(folder) };
}

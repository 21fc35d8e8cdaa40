import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, sep } from 'node:path';
import { BUILD, ROOT, SetupError } from './root.mjs';
import { filesUnder, hashOfFiles } from './source-files.mjs';

const SOURCE = join(ROOT, 'native-workers');
const LOG_TAIL_LINES = 60;

/** Hash of everything that the addon is compiled from, the compiler's name and the headers' versions included. */
export function sourcesHash() {
  const hash = hashOfFiles(
    filesUnder(SOURCE).filter((path) => /\.(cc|cpp|h|hpp|cmake|def)$|CMakeLists\.txt$/.test(path)),
  );
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  for (const name of ['node-addon-api', 'node-api-headers']) hash.update(lock[`node_modules/${name}`].version);
  hash.update(JSON.stringify([process.platform, process.arch, process.env.CXX ?? '', process.env.CXXFLAGS ?? '']));
  return hash.digest('hex');
}

/** A build folder configured in another place (a copied checkout) is of no use to CMake. */
function dropForeignCache(folder) {
  const cache = join(folder, 'CMakeCache.txt');
  if (!existsSync(cache)) return;
  const home = readFileSync(cache, 'utf8').match(/^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m);
  if (home === null || home[1] !== SOURCE.split(sep).join('/')) rmSync(folder, { recursive: true });
}

function run(args, log) {
  const handle = openSync(log, 'a');
  try {
    return spawnSync('cmake', args, { cwd: ROOT, stdio: ['ignore', handle, handle] });
  } finally {
    closeSync(handle);
  }
}

/**
 * Configures `build/<folder>` with the given cache variables and builds `targets` (all of them when empty).
 * CMake's words go to `build/<folder>.log`; throws `SetupError` with the end of it when something fails.
 */
export function cmakeBuild(folder, variables, targets = []) {
  const at = join(BUILD, folder);
  const log = join(BUILD, `${folder}.log`);
  mkdirSync(BUILD, { recursive: true });
  rmSync(log, { force: true });
  dropForeignCache(at);
  const define = Object.entries(variables).map(([name, value]) => `-D${name}=${value}`);
  const steps = [
    ['-S', SOURCE, '-B', at, ...define],
    ['--build', at, '--config', variables.CMAKE_BUILD_TYPE, '--parallel', String(availableParallelism())],
  ];
  if (targets.length > 0) steps[1].push('--target', ...targets);
  for (const step of steps) {
    const result = run(step, log);
    if (result.error !== undefined) throw new SetupError(`cmake could not be started: ${result.error.message}`);
    if (result.status === 0) continue;
    const tail = readFileSync(log, 'utf8').split('\n').slice(-LOG_TAIL_LINES).join('\n');
    throw new SetupError(`cmake ${step.join(' ')} failed (whole log: ${relative(ROOT, log)}):\n${tail}`);
  }
  return at;
}

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedNode } from './packages.mjs';
import { BUILD, ROOT, SetupError, say, toolEnvironment } from './root.mjs';
import { filesUnder, hashOfFiles } from './source-files.mjs';

/** What is bundled: the sources it depends on, the configurations of Vite that make it, a file that proves it. */
const BUNDLES = [
  {
    name: 'window',
    // It paints movies as the command line does, and takes constants from beside them.
    sources: ['src-renderer', 'src-main', 'native-workers', 'vite.config.ts'],
    configs: ['vite.config.ts'],
    product: join(BUILD, 'renderer', 'index.html'),
    stamp: join(BUILD, 'renderer.stamp'),
  },
  {
    name: 'desktop host',
    sources: ['src-main', 'native-workers', 'scripts/vite.main.config.ts', 'scripts/vite.preload.config.ts'],
    configs: ['scripts/vite.main.config.ts', 'scripts/vite.preload.config.ts'],
    product: join(BUILD, 'main', 'preload.cjs'),
    stamp: join(BUILD, 'main.stamp'),
  },
];

/** C++ does not go into a bundle. */
const NO_SOURCE = /\.(cc|hpp|cmake|txt)$/;

/** Hash of everything that a bundle is made from, the packages among it by the lock file. */
function sourcesHash({ sources }) {
  const files = ['package.json', 'package-lock.json', ...sources].flatMap((source) => filesUnder(join(ROOT, source)));
  return hashOfFiles(files.filter((path) => !NO_SOURCE.test(path))).digest('hex');
}

function isCurrent(bundle) {
  const { product, stamp } = bundle;
  return existsSync(product) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesHash(bundle);
}

/** Whether the window and the desktop host are built from the sources as they are. */
export function bundlesCurrent() {
  return BUNDLES.every(isCurrent);
}

function runVite(config) {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', join(ROOT, config), '--logLevel', 'warn'];
  // What is built is what is shipped, whatever the tests that asked for it have in their environment.
  const env = { ...toolEnvironment(), NODE_ENV: 'production', NO_COLOR: '1', FORCE_COLOR: '0' };
  const result = spawnSync(installedNode() ?? process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' });
  if (result.error !== undefined) throw new SetupError(`vite could not be started: ${result.error.message}`);
  if (result.status !== 0)
    throw new SetupError(`vite build --config ${config} failed:\n${result.stdout}${result.stderr}`);
}

/** Builds, by Vite, what is out of date. Throws `SetupError` with Vite's words. */
export function buildBundles() {
  for (const bundle of BUNDLES) {
    if (isCurrent(bundle)) continue;
    say(`building the ${bundle.name}`);
    // Taken before the build: what changes meanwhile is built next time.
    const hash = sourcesHash(bundle);
    for (const config of bundle.configs) runVite(config);
    if (!existsSync(bundle.product)) throw new SetupError(`vite succeeded but made no ${bundle.product}`);
    mkdirSync(BUILD, { recursive: true });
    writeFileSync(bundle.stamp, hash);
  }
}

// `npm start`: analyses the sample that is shipped in assets/ and prints its summary. (The window comes later.)
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ROOT } from './setup/root.mjs';

const ASSETS = join(ROOT, 'assets');
const SAMPLE = /\.(keycore|dump|dump\.gz)$/;

function shippedSample() {
  const names = existsSync(ASSETS) ? readdirSync(ASSETS).filter((name) => SAMPLE.test(name)) : [];
  if (names.length === 0) throw new Error('there is no sample in assets/');
  // A project where there is one.
  return names.find((name) => name.endsWith('.keycore')) ?? names[0];
}

/** One command of Keycore, in a folder of its own so that file names stay short; its words are shown. */
function keycore(folder, ...args) {
  const child = spawnSync(process.execPath, [join(ROOT, 'bin', 'keycore.js'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`keycore ${args.join(' ')} ended with exit code ${child.status}`);
}

const folder = mkdtempSync(join(tmpdir(), 'keycore-'));
try {
  const name = shippedSample();
  // Samples are copied before they are opened: the checkout may be read-only.
  copyFileSync(join(ASSETS, name), join(folder, name));
  let file = name;
  if (name.endsWith('.keycore')) {
    keycore(folder, 'info', name);
    file = `${basename(name, '.keycore')}.dump`;
    keycore(folder, 'export', name, '1', '--format', 'dump', '--modes', '0', '-o', file);
  }
  keycore(folder, 'analyze', file);
} catch (error) {
  process.stderr.write(`npm start: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

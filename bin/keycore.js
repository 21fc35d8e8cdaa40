#!/usr/bin/env node
// Starts the command line. Plain JavaScript for the Node that happens to be there: a fresh clone is set up first, and
// an older Node hands over to the one among the installed packages.
import { memoryLimitMessage } from '../src-main/files/memory-limits.mjs';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedNode } from '../scripts/setup/packages.mjs';
import { keepCompiledSources } from '../src-main/user-data/compile-cache.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Node 24 before 24.3 announces type stripping as experimental on every start. */
const QUIET = '--disable-warning=ExperimentalWarning';

function isSetUp() {
  const addon = join(ROOT, 'build', 'addon');
  return (
    existsSync(join(ROOT, 'node_modules', 'commander')) &&
    existsSync(join(addon, 'built.json')) &&
    readdirSync(addon).some((name) => name.endsWith('.node'))
  );
}

/** Whether this very process runs TypeScript, and without a word about it. */
function canRunSources() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && (minor >= 3 || process.execArgv.includes(QUIET)));
}

/** Runs the same command in another Node and ends as it ends. */
function handOver(node) {
  const child = spawn(node, [QUIET, fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => {
    // eslint-disable-next-line no-restricted-properties -- this Node cannot load the sources
    process.stderr.write(`keycore: ${node} could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    for (const name of signals) process.off(name, forward);
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}

/** Bad input, as the table of exit codes has it: nothing was written. */
const BAD_INPUT = 2;

async function start() {
  // First of all: what is loaded next may end Node with a dump.
  const message = memoryLimitMessage();
  if (message !== null) {
    // eslint-disable-next-line no-restricted-properties -- before the sources are loaded
    process.stderr.write(`keycore: ${message}\n`);
    process.exitCode = BAD_INPUT;
    return;
  }
  if (!isSetUp()) {
    const setup = spawnSync(process.execPath, [join(ROOT, 'scripts', 'setup.mjs')], { stdio: ['ignore', 2, 2] });
    if (setup.status !== 0) {
      process.exitCode = 1;
      return;
    }
  }
  if (!canRunSources()) {
    handOver(installedNode() ?? process.execPath);
    return;
  }
  keepCompiledSources();
  const { main } = await import('../src-main/cli.ts');
  const { commandOver } = await import('../src-main/cli/end-process.ts');
  process.exitCode = await main(process.argv.slice(2));
  commandOver();
}

await start();

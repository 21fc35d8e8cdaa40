// Makes a fresh clone ready: packages, tool chain, kernels, window. Plain Node (20 or newer), no dependency; skips what is up
// to date. Everything is said on standard error, for standard output belongs to the command that follows.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addonCurrent, buildAddon } from './setup/addon.mjs';
import { aptInstallMeanwhile } from './setup/apt.mjs';
import { buildBundles, bundlesCurrent } from './setup/bundles.mjs';
import { chromiumSettled, provideChromium } from './setup/chromium.mjs';
import { allVariants, runnableVariants } from './setup/cpu.mjs';
import { withLock } from './setup/lock.mjs';
import { installPackages, packagesCurrent } from './setup/packages.mjs';
import { BUILD, SetupError, say } from './setup/root.mjs';
import { absentPeers, peersSettled, providePeers } from './setup/test-peers.mjs';
import { checkToolchain, testToolsPresent } from './setup/toolchain.mjs';

const USAGE = `usage: node scripts/setup.mjs [--tests] [--all-variants]
  --tests         also what the tests need: every kernel variant this CPU runs, doctest, clang-format, Chromium,
                  and as root on Debian the programs that results are compared with
  --all-variants  every kernel variant of this architecture (for packaging)`;

function wantedVariants(options) {
  if (options['all-variants']) return allVariants();
  const runnable = runnableVariants();
  return options.tests ? runnable : [...new Set([runnable[0], runnable[runnable.length - 1]])];
}

function readOptions() {
  const flag = { type: 'boolean', default: false };
  try {
    return parseArgs({ options: { tests: flag, 'all-variants': flag, help: flag } }).values;
  } catch (error) {
    throw new SetupError(`${error.message}\n${USAGE}`);
  }
}

async function setUp() {
  const options = readOptions();
  if (options.help) {
    process.stderr.write(`${USAGE}\n`);
    return;
  }
  const variants = wantedVariants(options);
  const current = () => packagesCurrent() && addonCurrent(variants) && bundlesCurrent();
  if (current() && (!options.tests || (testToolsPresent() && chromiumSettled() && peersSettled()))) return;
  const work = async () => {
    installPackages();
    if (options.tests || !addonCurrent(variants)) checkToolchain(options.tests);
    const packages = [...(chromiumSettled() ? [] : ['chromium']), ...absentPeers()];
    const debian = options.tests ? aptInstallMeanwhile(packages) : Promise.resolve();
    try {
      buildAddon(variants);
      buildBundles();
    } finally {
      await debian;
    }
    if (options.tests) provideChromium();
    if (options.tests) providePeers();
  };
  await withLock(join(BUILD, 'setup.lock'), work, (owner) =>
    say(`waiting for another set-up${owner === null ? '' : ` (process ${owner.pid} on ${owner.host})`} to finish`),
  );
}

try {
  await setUp();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

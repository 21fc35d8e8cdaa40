import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installedNode } from '../setup/packages.mjs';
import { ROOT, toolEnvironment } from '../setup/root.mjs';

/** Node 24 also where the script itself still runs on an older one (first run on a fresh clone). */
export const NODE = installedNode() ?? process.execPath;

/** Script of an installed package, as an argument for `NODE` (no shell, no .cmd shims). */
export function moduleScript(...path) {
  return join(ROOT, 'node_modules', ...path);
}

/**
 * Runs a program without standard input and with CI=true. Resolves to { status, output }: status is null when it
 * ended by a signal or could not be started; output holds both streams. `echo` also passes it on as it comes.
 */
export function run(command, args, { echo = false, env = {}, cwd = ROOT } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, CI: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (into) => (chunk) => {
      output += chunk;
      if (echo) into.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', take(process.stdout));
    child.stderr.setEncoding('utf8').on('data', take(process.stderr));
    child.on('error', (error) => resolve({ status: null, output: `${output}${error.message}\n` }));
    child.on('close', (status, signal) =>
      resolve({ status, output: signal === null ? output : `${output}ended by ${signal}\n` }),
    );
  });
}

/** Runs a tool among the packages (its script) like `run`. */
export function runTool(script, args, { env = {}, ...options } = {}) {
  return run(NODE, [script, ...args], { ...options, env: { ...toolEnvironment(), ...env } });
}

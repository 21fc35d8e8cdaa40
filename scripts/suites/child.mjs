import { join } from 'node:path';
import { installedNode } from '../setup/packages.mjs';
import { ROOT, toolEnvironment } from '../setup/root.mjs';
import { runProgram } from '../start/run-program.mjs';

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
export async function run(command, args, { echo = false, env = {}, cwd = ROOT } = {}) {
  let output = '';
  const onText = (text) => (output += text);
  const environment = { ...process.env, CI: 'true', ...env };
  const { error, status = null, signal } = await runProgram(command, args, { cwd, env: environment, echo, onText });
  if (error !== undefined) output += `${error.message}\n`;
  else if (signal !== null) output += `ended by ${signal}\n`;
  return { status, output };
}

/** Runs a tool among the packages (its script) like `run`. */
export function runTool(script, args, { env = {}, ...options } = {}) {
  return run(NODE, [script, ...args], { ...options, env: { ...toolEnvironment(), ...env } });
}

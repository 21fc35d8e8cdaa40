import { join } from 'node:path';
import { ROOT } from '../setup/root.mjs';
import { runProgram } from './run-program.mjs';

/** What the desktop host says when its window is up (src-main/electron/desktop.ts). */
const READY = 'desktop host ready';

/**
 * Runs the desktop host until it ends. Resolves to { failure: null, status }, or, when it ended before its window was
 * up, to { failure } in words. With `check` it is stopped as soon as the window is up, and `status` is 0.
 */
export async function runElectron(binary, args, { check, cwd }) {
  let output = '';
  const env = { ...process.env };
  // With this set (some editors' terminals do) Electron is a plain Node.
  delete env.ELECTRON_RUN_AS_NODE;
  const onText = (text, stop) => {
    output += text;
    if (check && output.includes(READY)) stop();
  };
  const host = join(ROOT, 'build', 'main', 'electron.js');
  const { status, signal, error } = await runProgram(binary, [host, ...args], { foreground: true, env, cwd, onText });
  if (output.includes(READY)) return { failure: null, status: check ? 0 : (status ?? 1) };
  // A second start hands its files to the window that is open, and ends well.
  if (status === 0) return { failure: null, status };
  return { failure: error?.message ?? (signal === null ? `exit code ${status}` : `ended by ${signal}`) };
}

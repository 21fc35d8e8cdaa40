// `npm start [-- PROJECT.keycore]`: opens the window, in Electron where it can run, else in a browser. Without a project
// the window shows what is open, or the sample that is shipped. With KEYCORE_START_CHECK=1 it ends by itself as soon as
// the page has answered (exit code 0) and opens no browser.
import { join } from 'node:path';
import { installedNode } from './setup/packages.mjs';
import { ROOT } from './setup/root.mjs';
import { addressIn, checkPage } from './start/check-page.mjs';
import { electronBinary, electronObstacle } from './start/electron-binary.mjs';
import { runElectron } from './start/electron-window.mjs';
import { runProgram } from './start/run-program.mjs';

const CHECK = process.env.KEYCORE_START_CHECK === '1';
/** npm runs scripts in the package's folder and says where it was called. */
const CALLED_IN = process.env.INIT_CWD ?? process.cwd();

function say(line) {
  process.stderr.write(`npm start: ${line}\n`);
}

/** Opens the window in Electron; false where that fails. */
async function startElectron(binary, args) {
  const { failure, status } = await runElectron(binary, args, { check: CHECK, cwd: CALLED_IN });
  if (failure === null) process.exitCode = status;
  else say(`Electron did not start (${failure}); opening the window in a browser instead`);
  return failure === null;
}

/** Runs the browser host until it is stopped. */
async function startServer(args) {
  let output = '';
  let checking = false;
  let failure = null;
  const onText = (text, stop) => {
    output += text;
    const address = CHECK && !checking ? addressIn(output) : null;
    if (address === null) return;
    checking = true;
    checkPage(address)
      .then(() => say('the page answered'))
      .catch((error) => (failure = error))
      .finally(stop);
  };
  const command = [
    join(ROOT, 'bin', 'keycore.js'),
    'serve',
    '--root',
    CALLED_IN,
    ...(CHECK ? ['--no-open'] : []),
    ...args,
  ];
  const { status, signal, error } = await runProgram(installedNode() ?? process.execPath, command, {
    foreground: true,
    cwd: CALLED_IN,
    onText,
  });
  if (error !== undefined) throw error;
  if (failure !== null) throw failure;
  // Stopped by Ctrl-C or a signal is how it ends when all is well.
  process.exitCode = signal === null && status !== 130 ? status : 0;
}

try {
  const args = process.argv.slice(2);
  const binary = electronBinary();
  const obstacle = electronObstacle(binary);
  if (obstacle !== null) say(`${obstacle}; opening the window in a browser instead`);
  if (obstacle !== null || !(await startElectron(binary, args))) await startServer(args);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { explainFileError } from '../../project/file-error.ts';
import { requireProjectPath } from '../../import/one-sample.ts';
import { defineCommand } from '../command.ts';
import { desktopApp } from '../desktop-app.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { serveUntilStopped } from './serve.ts';

/** Says at once what the window could only say once it is up. */
function checkFile(path: string) {
  try {
    if (statSync(path).isDirectory()) throw new BadInput('this is a folder; a project is a file', { file: path });
  } catch (error) {
    throw explainFileError(error, path, 'opened');
  }
}

/** Starts a program that outlives this one. */
async function start(program: string, args: readonly string[]) {
  const env = { ...process.env };
  // With this set (some editors' terminals do) Electron is a plain Node.
  delete env['ELECTRON_RUN_AS_NODE'];
  const child = spawn(program, args, { stdio: 'ignore', detached: true, env });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new Error(`${program} could not be started: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  child.unref();
}

async function open([project]: (string | undefined)[], _options: object, terminal: Terminal): Promise<ExitCode> {
  if (project !== undefined) requireProjectPath(project);
  if (project !== undefined) checkFile(project);
  const app = desktopApp();
  if ('obstacle' in app) {
    terminal.err(`keycore: ${app.obstacle}; the window opens in a browser instead\n`);
    return serveUntilStopped({ root: '.', port: 0, project, open: true }, terminal);
  }
  await start(app.program, [...app.args, ...(project === undefined ? [] : [resolve(project)])]);
  return EXIT.done;
}

export const openCommand = defineCommand({
  name: 'open',
  summary: 'Open the window',
  details: [
    'Opens the desktop window where Electron is installed and there is a screen; else it says why not and does as `serve`.',
  ],
  examples: [['open glass.keycore', 'Opens a project in the window']],
  arguments: { '[project]': 'project file (.keycore) to open' },
  options: z.strictObject({}),
  output: [],
  run: open,
});

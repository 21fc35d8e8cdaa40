import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { escapedLine } from '../../native-workers/text/escaped.ts';
import { requireWritableName } from '../files/raw-name.ts';
import { replaceFile } from '../formats/replace-file.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';
import { explainFileError } from '../project/file-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** What stands for it in place of a file. */
export const STANDARD_OUTPUT = '-';

/** What is written of one file. */
export interface FileToWrite {
  path: string;
  chunks: Iterable<Uint8Array>;
}

/** Whether a user means a folder: one that is there, or a name that ends as one. */
export function isFolder(path: string): boolean {
  return /[/\\]$/.test(path) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Throws `BadInput` for a file that is not to be replaced, for the name of a project, and for a folder that is not there. */
export function checkTarget(path: string, overwrite: boolean): void {
  const folder = dirname(path);
  if (statSync(folder, { throwIfNoEntry: false }) === undefined)
    throw new BadInput(`the folder '${folder}' does not exist`, { file: path });
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  if (path.toLowerCase().endsWith('.keycore'))
    throw new BadInput(
      isThere ? 'this is a project; an export never replaces one' : 'files with this ending are projects: name another',
      { file: path },
    );
  if (!isThere) return;
  if (!overwrite) throw new BadInput('it exists already: choose another name, or say --overwrite', { file: path });
}

/** A name of a file in a folder, or the file itself where a user named one. */
export function pathIn(output: string, name: string): string {
  return isFolder(output) ? join(output, name) : output;
}

/** What became of a file. */
export interface Written {
  code: ExitCode;
  bytes: number;
  /** False where it was not written, or the reader of standard output has gone away; that was said. */
  isWhole: boolean;
}

/**
 * Writes a file whole or not at all, to standard output where its name is `-`. Says on standard error what the disk or the
 * folder does not allow, and gives the exit code; what was wrong with the choice of the file is `BadInput`.
 */
export async function written({ path, chunks }: FileToWrite, terminal: Terminal): Promise<Written> {
  let bytes = 0;
  function* counted() {
    for (const chunk of chunks) {
      if (terminal.signal.aborted) throw new Cancelled();
      bytes += chunk.length;
      yield chunk;
    }
  }
  if (path === STANDARD_OUTPUT) {
    if (terminal.pipe === undefined)
      throw new BadInput('a file is not written to a screen: name one, or send it on with | or >', {
        field: '--output',
      });
    const isWhole = await terminal.pipe(counted());
    if (terminal.signal.aborted) throw new Cancelled();
    if (!isWhole) terminal.err(`standard output: its reader has gone; ${bytes} bytes were made\n`);
    return { code: EXIT.done, bytes, isWhole };
  }
  // What is wrong with the name is no matter of the system.
  requireWritableName(path);
  try {
    return { code: EXIT.done, bytes: await replaceFile(path, counted()), isWhole: true };
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    const told = explainFileError(error, path, 'written');
    // Where the choice was at fault has been looked at before: what is left is what the system does not allow.
    if (!(told instanceof BadInput && told.place.file !== undefined)) throw told;
    terminal.err(`keycore: ${escapedLine(told.message)}\n`);
    return { code: EXIT.internal, bytes: 0, isWhole: false };
  }
}

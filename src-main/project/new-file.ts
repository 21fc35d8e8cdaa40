import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { codeOf } from '../files/error-code.ts';
import { requireWritableName } from '../files/raw-name.ts';
import { temporaryIn } from '../files/temporary-file.ts';
import { explainFileError } from './file-error.ts';

/** Codes by which a file system says that it has no hard links. */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'UNKNOWN']);

/** Throws `BadInput` unless a new file can be made at `path`, if its name is free: the folder is there and writable. */
export function checkFolderOf(path: string): void {
  requireWritableName(path);
  const folder = dirname(path);
  try {
    if (!statSync(folder).isDirectory()) throw new BadInput(`'${folder}' is not a folder`, { file: path });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw explainFileError(error, path, `created in '${folder}'`);
  }
}

/** The same, and that the name is free. */
function checkTarget(path: string) {
  if (path !== path.trim() || path === '' || path.includes('\0'))
    throw new BadInput('a project name may not begin or end with a blank or hold a zero byte', { file: path });
  checkFolderOf(path);
  if (existsSync(path))
    throw new BadInput('it exists already, and nothing is ever overwritten: choose another name', { file: path });
}

/** Makes what was written to a file or folder outlive a power cut. */
export function sync(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Gives a finished file its name, atomically; throws EEXIST rather than replace another. */
function publish(temporary: string, path: string) {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (!NO_HARD_LINKS.has(codeOf(error))) throw error;
    // exFAT and some network file systems: a rename is as atomic, but would replace a file made since this look.
    if (existsSync(path))
      throw new BadInput('it exists already, and nothing is ever overwritten: choose another name', { file: path });
    renameSync(temporary, path);
  }
  rmSync(temporary, { force: true });
  // Windows does not open folders; NTFS keeps a journal of names itself.
  if (process.platform !== 'win32') sync(dirname(path), 'r');
}

/**
 * Makes a file at `path` that appears whole or not at all, whenever the process is killed, and never replaces one:
 * `fill` writes (and flushes) a temporary file in the same folder, which then gets the name. A killed process can
 * leave a `.keycore-….tmp` behind, which the next run that writes there removes. Gives what `fill` gives. Throws `BadInput`
 * when the path is at fault.
 */
export async function makeNewFile<T>(path: string, fill: (temporary: string) => T | Promise<T>): Promise<T> {
  checkTarget(path);
  const temporary = temporaryIn(dirname(path));
  try {
    const filled = await fill(temporary);
    publish(temporary, path);
    return filled;
  } catch (error) {
    throw explainFileError(error, path, 'created');
  } finally {
    for (const leftover of [temporary, `${temporary}-journal`]) rmSync(leftover, { force: true });
  }
}

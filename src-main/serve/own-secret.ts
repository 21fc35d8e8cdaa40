import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, linkSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from '../files/error-code.ts';
import { temporaryIn } from '../files/temporary-file.ts';

const SECRET_BYTES = 32;

/** The secret of a file that only this user can read; why it is none, in words; null where there is no file. */
function readSecret(path: string): Buffer | string | null {
  let file;
  try {
    // A link may lead to a file that somebody else has made; a FIFO would be waited for. Windows has neither flag: 0.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    return error instanceof Error ? error.message : String(error);
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return 'it is no regular file';
    // Windows knows neither; there the folder is closed to other users.
    if (process.getuid !== undefined && status.uid !== process.getuid()) return 'it belongs to another user';
    if (process.platform !== 'win32' && (status.mode & 0o077) !== 0) return 'other users may read it';
    const secret = Buffer.alloc(SECRET_BYTES + 1);
    return readSync(file, secret) === SECRET_BYTES ? secret.subarray(0, SECRET_BYTES) : 'it is of another length';
  } finally {
    closeSync(file);
  }
}

/** Makes the file whole or not at all; the first process makes it. */
function makeSecret(path: string) {
  const temporary = temporaryIn(dirname(path));
  // `flush`: it is on the disk before the file is closed.
  writeFileSync(temporary, randomBytes(SECRET_BYTES), { flag: 'wx', mode: 0o600, flush: true });
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * The secret by which pages of this user recognise Keycore from one run to the next: 32 random bytes in a file that only
 * this user can read. One that others could have read or made is replaced, and where none can be kept this run has one of
 * its own; `log` is told, for open pages then need the link again.
 */
export function ownSecret(folder: string, log: (line: string) => void): Buffer {
  const path = join(folder, 'secret');
  let found = readSecret(path);
  try {
    if (typeof found === 'string') {
      log(`the secret of open pages is replaced (${found}): they need the link again`);
      rmSync(path, { force: true, recursive: true });
      found = null;
    }
    if (found === null) {
      makeSecret(path);
      found = readSecret(path);
    }
  } catch (error) {
    found = error instanceof Error ? error.message : String(error);
  }
  if (Buffer.isBuffer(found)) return found;
  log(`no secret can be kept (${found ?? 'it is gone again'}): pages need the link again when Keycore was restarted`);
  return randomBytes(SECRET_BYTES);
}

import { closeSync, constants, fstatSync, openSync, realpathSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { codeOf } from '../files/error-code.ts';

/** An open file of the page; its opener closes it. */
export interface OpenPageFile {
  descriptor: number;
  bytes: number;
}

/** Whether an open file is the one that lies at a path whose every folder is inside the real folder. */
function liesIn(folder: string, path: string, descriptor: number) {
  const real = realpathSync(path);
  if (!real.startsWith(`${realpathSync(folder)}${sep}`)) return false;
  const [there, opened] = [statSync(real, { bigint: true }), fstatSync(descriptor, { bigint: true })];
  return there.dev === opened.dev && there.ino === opened.ino;
}

/**
 * Opens a file of the built page once, and judges what was opened: null for all that is no regular file inside the
 * folder, whatever link a name or a folder on the way may have become since it was listed.
 */
export function openPageFile(folder: string, path: string): OpenPageFile | null {
  let descriptor: number;
  try {
    // A link may lead anywhere, and a pipe would be waited for. Windows has neither flag: 0.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    // Gone, a link, a socket, a part of the path that is no folder.
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EMLINK', 'ENXIO', 'EACCES', 'EISDIR'].includes(codeOf(error))) return null;
    throw error;
  }
  try {
    const status = fstatSync(descriptor);
    if (status.isFile() && liesIn(folder, path, descriptor)) return { descriptor, bytes: status.size };
  } catch (error) {
    closeSync(descriptor);
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  closeSync(descriptor);
  return null;
}

import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, type PathLike, type Stats } from 'node:fs';
import { BadInput } from '../../native-workers/text/bad-input.ts';

/** An open regular file; the code that opened it closes it. */
export interface RegularFile {
  descriptor: number;
  /** Of this very file, whatever its name leads to by now. */
  status: Stats;
}

/** Flag of `open` that does not wait for the other end of a pipe. Windows has neither it nor pipes among its files. */
export const NON_BLOCKING = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

/** What something that is no regular file is, as a sentence begins it. */
function refusal(status: Stats, folder: string) {
  if (status.isDirectory()) return folder;
  return `this is a ${status.isFIFO() ? 'pipe' : status.isSocket() ? 'socket' : 'device'}, not a regular file`;
}

/**
 * Opens a regular file for reading, and nothing else: no pipe that nobody writes to, no device can keep the caller
 * waiting. What the name leads to is judged on the open descriptor, so that nothing can take its place in between; the
 * look before spares devices from being opened at all.
 *
 * Throws `BadInput` under the name `file` for what is no regular file (`folder` is said of a folder), and the error of
 * the system where it cannot be opened.
 */
export function openRegular(path: PathLike, { file, folder }: { file: string; folder: string }): RegularFile {
  const before = statSync(path);
  if (!before.isFile()) throw new BadInput(refusal(before, folder), { file });
  const descriptor = openSync(path, constants.O_RDONLY | NON_BLOCKING);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new BadInput(refusal(status, folder), { file });
    return { descriptor, status };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** The text of a regular file. Throws like `openRegular`. */
export function readRegular(path: string): string {
  const { descriptor } = openRegular(path, { file: path, folder: 'this is a folder' });
  try {
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

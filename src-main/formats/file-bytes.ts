import {
  close,
  closeSync,
  constants,
  createReadStream,
  fstat,
  fstatSync,
  open,
  type PathLike,
  readSync,
  stat,
  type Stats,
} from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isatty, ReadStream as TerminalStream } from 'node:tty';
import { promisify } from 'node:util';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { codeOf, explained } from '../files/error-code.ts';
import { undecodedMatches, undecodedParts } from '../files/raw-name.ts';
import { NON_BLOCKING, openRegular } from '../files/regular-file.ts';
import { type FileBytes, regularFileAt } from './bytes-at.ts';

const CHUNK_BYTES = 1 << 18;
const FOLDER = 'this is a folder; give a file in it';

/** Errors that the user's choice of file explains become `BadInput`; those of the disk stay what they are. */
function unreadable(error: unknown, file: string) {
  return explained(error, file, {
    ENOENT: 'there is no such file',
    ENOTDIR: 'there is no such file',
    EACCES: 'the file may not be read (permission denied)',
    EPERM: 'the file may not be read (permission denied)',
    ENAMETOOLONG: 'the name is too long',
    ELOOP: 'the link leads nowhere',
    ENXIO: 'this is a device that is not there',
    EISDIR: FOLDER,
    ERR_INVALID_ARG_VALUE: 'this is not a file name',
  });
}

/** Whether this is what the process has as its standard input, by whatever name. */
function isStandardInput({ dev, ino }: Stats) {
  try {
    const own = fstatSync(0);
    return own.dev === dev && own.ino === ino;
  } catch {
    // It has none.
    return false;
  }
}

/** The bytes behind an open descriptor, which is closed with the stream. */
function streamOf(descriptor: number, status: Stats, path: PathLike) {
  // Waited for by the event loop; a read by a thread of the file system pool could not be given up.
  if (status.isFIFO()) return new Socket({ fd: descriptor, readable: true, writable: false });
  if (status.isCharacterDevice() && isatty(descriptor)) return new TerminalStream(descriptor);
  return createReadStream(path, { fd: descriptor, highWaterMark: CHUNK_BYTES });
}

/** The file of a path that was decoded from bytes that are not UTF-8, as those of a command line are. */
async function openedUndecoded(path: string, error: unknown) {
  const matches = codeOf(error) === 'ENOENT' ? undecodedMatches(path) : [];
  if (matches.length === 1) return opened(matches[0], path);
  if (matches.length === 0) throw error;
  throw new BadInput(
    `the name is not UTF-8, and ${matches.length} files have it but for such bytes (${undecodedParts(path).join(', ')}); rename the one that is meant`,
    { file: path },
  );
}

async function opened(path: PathLike, file: string) {
  const before = await promisify(stat)(path);
  if (before.isDirectory()) throw new BadInput(FOLDER, { file });
  if (!before.isFile() && isStandardInput(before)) return process.stdin;
  if (before.isSocket() || before.isBlockDevice()) throw new BadInput('this is a device, not a file', { file });
  // Opening a pipe otherwise waits for somebody to write into it.
  const descriptor = await promisify(open)(path, constants.O_RDONLY | NON_BLOCKING);
  try {
    return streamOf(descriptor, await promisify(fstat)(descriptor), path);
  } catch (error) {
    await promisify(close)(descriptor);
    throw error;
  }
}

/** What an open stream gives. `file` is its name in messages. Throws the signal's reason after an abort. */
async function* streamed(open: () => Promise<Readable>, file: string, signal?: AbortSignal) {
  let stream: Readable;
  try {
    stream = await open();
  } catch (error) {
    throw unreadable(error, file);
  }
  const stop = () => void stream.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    for await (const chunk of stream) yield chunk as Buffer;
    signal?.throwIfAborted();
  } catch (error) {
    signal?.throwIfAborted();
    throw unreadable(error, file);
  } finally {
    signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
}

/**
 * The bytes of a file that a user names on the command line: regular, a pipe (`<(zcat x)`, `/dev/stdin`), or a
 * terminal. A name that is not UTF-8 comes decoded; the file is found where exactly one fits. Throws `BadInput` if there is none, if it is a folder, or if it may not be read, and the signal's reason
 * after an abort, also while nobody writes into the pipe.
 */
export function fileBytes(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> & FileBytes {
  const open = () => opened(path, path).catch((error: unknown) => openedUndecoded(path, error));
  return Object.assign(streamed(open, path, signal), { openAt: () => regularFileAt(path, path) });
}

/** Name of standard input in messages and in provenance. */
export const STANDARD_INPUT = 'standard input';

/**
 * The bytes of standard input: a pipe, a redirected file, a socket. Throws `BadInput` where it is a terminal, which nobody
 * types particles into, and the signal's reason after an abort.
 */
export async function* standardInputBytes(signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
  if (isatty(0))
    throw new BadInput(
      'this is a terminal: pipe a file into it, as in zcat glass.dump.gz | keycore analyze -, or name a file',
      { file: STANDARD_INPUT },
    );
  yield* streamed(() => Promise.resolve(process.stdin), STANDARD_INPUT, signal);
}

/**
 * The bytes of a regular file, for a thread that may wait for them: read by that thread itself, so that a file system
 * that does not answer takes none of the threads that all others read by. `file` is its name in messages. Throws
 * `BadInput` like `fileBytes`, also for pipes and devices.
 */
export function regularFileBytes(path: PathLike, file: string): AsyncGenerator<Uint8Array, void> & FileBytes {
  return Object.assign(readBytes(path, file), { openAt: () => regularFileAt(path, file) });
}

async function* readBytes(path: PathLike, file: string): AsyncGenerator<Uint8Array, void> {
  let descriptor: number;
  try {
    ({ descriptor } = openRegular(path, { file, folder: FOLDER }));
  } catch (error) {
    throw unreadable(error, file);
  }
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
      if (read === 0) return;
      yield chunk.subarray(0, read);
    }
  } finally {
    closeSync(descriptor);
  }
}

import { closeSync, fstatSync, openSync, type PathLike, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { inLargePages } from '../../native-workers/large-pages.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { openRegular } from '../files/regular-file.ts';
import { folderForPipes } from '../files/temporary-file.ts';

/** The bytes of a file that lies there whole, to be read at any place. */
export interface BytesAt {
  /** Bytes in all. */
  readonly size: number;
  /** Those in [at, at + length), which has to lie in [0, size): a copy, aligned for any number. */
  read(at: number, length: number): Buffer<ArrayBuffer>;
  close(): void;
}

/** The bytes of a file in order; and at any place, where they lie on a disk. */
export interface FileBytes extends AsyncIterable<Uint8Array> {
  /** Opens the same file to be read at any place; null for a pipe and whatever else only comes once. */
  openAt?: () => BytesAt | null;
}

/** The same file with another stream of its bytes, where `check` is called before each read at a place: it may throw. */
export function watched(file: FileBytes, stream: AsyncIterable<Uint8Array>, check: () => void): FileBytes {
  const { openAt } = file;
  if (openAt === undefined) return stream;
  return {
    [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
    openAt() {
      const at = openAt();
      if (at === null) return null;
      return {
        size: at.size,
        read(from, length) {
          check();
          return at.read(from, length);
        },
        close: () => at.close(),
      };
    },
  };
}

/** More than this of a stream is kept on the disk. */
const MOST_IN_MEMORY_BYTES = 2 ** 24;

function bytesOfDescriptor(descriptor: number, size: number, source: string, close: () => void): BytesAt {
  return {
    size,
    read(at, length) {
      const bytes = Buffer.from(inLargePages(new Uint8Array(length)).buffer);
      for (let done = 0; done < length;) {
        const read = readSync(descriptor, bytes, done, length - done, at + done);
        if (read === 0) throw new BadInput('the file has become shorter while it was read', { file: source });
        done += read;
      }
      return bytes;
    },
    close,
  };
}

/** A regular file; null where the path leads to something else, or to nothing: its stream says why. */
export function regularFileAt(path: PathLike, source: string): BytesAt | null {
  try {
    const { descriptor, status } = openRegular(path, { file: source, folder: '' });
    return bytesOfDescriptor(descriptor, status.size, source, () => closeSync(descriptor));
  } catch {
    return null;
  }
}

function bytesInMemory(bytes: Buffer): BytesAt {
  return {
    size: bytes.length,
    read: (at, length) => {
      const copy = Buffer.from(new ArrayBuffer(length));
      bytes.copy(copy, 0, at, at + length);
      return copy;
    },
    close: () => undefined,
  };
}

/**
 * Everything that a stream gives, to be read at any place: in memory where it is small, else in a temporary file that
 * only its owner can read and that is gone with the process.
 */
export async function keptBytes(head: Buffer, rest: AsyncIterable<Uint8Array>, source: string): Promise<BytesAt> {
  let pieces: Uint8Array[] = [head];
  let size = head.length;
  let file: { descriptor: number; folder: string } | null = null;
  const close = () => {
    if (file === null) return;
    closeSync(file.descriptor);
    rmSync(file.folder, { recursive: true, force: true });
  };
  try {
    for await (const piece of rest) {
      pieces.push(piece);
      size += piece.length;
      if (size <= MOST_IN_MEMORY_BYTES) continue;
      if (file === null) {
        const folder = folderForPipes();
        file = { descriptor: openSync(join(folder, 'whole'), 'wx+', 0o600), folder };
      }
      for (const each of pieces) for (let at = 0; at < each.length;) at += writeSync(file.descriptor, each, at);
      pieces = [];
    }
    if (file === null) return bytesInMemory(Buffer.concat(pieces, size));
    return bytesOfDescriptor(file.descriptor, fstatSync(file.descriptor).size, source, close);
  } catch (error) {
    close();
    throw error;
  }
}

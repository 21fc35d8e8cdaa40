import { pipeline, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { codeOf } from '../files/error-code.ts';
import { beginsZstd, zstdFrames } from './zstd-frames.ts';

/** Most bytes that a compressed file may unfold to. */
const MAX_UNFOLDED_BYTES = 64 * 2 ** 30;
/**
 * Largest decompressed size in units of the compressed one, looked at once 16 MiB have come out: text of coordinates
 * unfolds 2- to 10-fold, deflate's own bound is 1032.
 */
export const LARGEST_RATIO = 200;
export const RATIO_COUNTS_FROM_BYTES = 16 * 2 ** 20;
const CHUNK_BYTES = 1 << 20;
/** How much of the text the formats are told apart by. */
export const HEAD_BYTES = 1 << 16;

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const MAGIC_BYTES = 4;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Bytes of a text, opened and decompressed, with its beginning looked at. */
export interface OpenedText {
  /** At least 64 KiB from the beginning unless there are fewer, decompressed, without a byte order mark. */
  head: Buffer;
  /** What comes after the head; it is to be told when no more is wanted. */
  rest: AsyncIterable<Uint8Array>;
  isCompressed: boolean;
}

/** The beginning of a text without its UTF-8 byte order mark. */
export function withoutMark(beginning: Buffer): Buffer {
  const isMarked = beginning.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return isMarked ? beginning.subarray(BYTE_ORDER_MARK.length) : beginning;
}

/** What an iterator still gives. */
function remaining(chunks: AsyncIterator<Uint8Array, unknown>) {
  return { [Symbol.asyncIterator]: () => chunks };
}

/** What was taken of a stream, and more of it until there are at least so many bytes, fewer only if it is shorter. */
async function beginning(chunks: AsyncIterator<Uint8Array, unknown>, bytes: number, start: Buffer = Buffer.alloc(0)) {
  const taken: Uint8Array[] = [start];
  let { length } = start;
  while (length < bytes) {
    const piece = await chunks.next();
    if (piece.done === true) break;
    taken.push(piece.value);
    length += piece.value.length;
  }
  return Buffer.concat(taken, length);
}

/** How a compressed stream is unfolded. */
interface Compression {
  /** In pieces that the decompressor takes whole. */
  pieces: (chunks: AsyncIterable<Uint8Array>, source: string) => AsyncIterable<Uint8Array>;
  decompressor: () => zlib.Gunzip | zlib.ZstdDecompress;
}

/** Both hold one text where several are written one behind the other. */
const GZIP: Compression = {
  pieces: (chunks) => chunks,
  decompressor: () => zlib.createGunzip({ chunkSize: CHUNK_BYTES / 4 }),
};
const ZSTD: Compression = {
  pieces: zstdFrames,
  decompressor: () => zlib.createZstdDecompress({ chunkSize: CHUNK_BYTES / 4 }),
};

/** By the first bytes. Node has zstd since 22.15; before, it is told to be foreign. */
function compressionOf(start: Buffer) {
  if (start.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) return GZIP;
  return beginsZstd(start) && 'createZstdDecompress' in zlib ? ZSTD : undefined;
}

/** Decompresses, within limits. */
async function* unfolded(
  { pieces, decompressor }: Compression,
  start: Buffer,
  rest: AsyncIterable<Uint8Array>,
  source: string,
  mostBytes: number,
) {
  let taken = start.length;
  async function* counted() {
    yield start;
    for await (const chunk of rest) {
      taken += chunk.length;
      yield chunk;
    }
  }
  // pipeline hands an error on to the output, where the loop below meets it, and ends the input when the loop stops.
  // One piece ahead: what waits to be decompressed would count as taken.
  const input = Readable.from(pieces(counted(), source), { highWaterMark: 1 });
  const output = pipeline(input, decompressor(), () => undefined);
  let given = 0;
  try {
    for await (const chunk of output) {
      const bytes = chunk as Buffer;
      given += bytes.length;
      if (given > mostBytes)
        throw new BadInput(`the file unfolds to more than ${mostBytes} bytes; decompress it yourself to read it`, {
          file: source,
        });
      if (given > RATIO_COUNTS_FROM_BYTES && given > LARGEST_RATIO * taken)
        throw new BadInput(
          `the file unfolds to more than ${LARGEST_RATIO} times its size, which no text of particles does; ` +
            'decompress it yourself to read it',
          { file: source },
        );
      yield bytes;
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'Z_BUF_ERROR') throw new BadInput('the compressed file is cut off', { file: source });
    if (/^(Z|ZSTD)_/.test(code) && error instanceof Error)
      throw new BadInput(`the compressed file is damaged (${error.message})`, { file: source });
    throw error;
  }
}

/**
 * Makes a text out of bytes: decompresses gzip and zstd (known by their first bytes, not by the name) and drops a UTF-8 byte
 * order mark. Throws `BadInput` for no bytes at all, for damaged or bomb-like compression. The third argument is for
 * tests.
 */
export async function openText(
  bytes: AsyncIterable<Uint8Array>,
  source: string,
  mostBytes = MAX_UNFOLDED_BYTES,
): Promise<OpenedText> {
  const raw = bytes[Symbol.asyncIterator]();
  let chunks = raw;
  try {
    const start = await beginning(raw, MAGIC_BYTES);
    if (start.length === 0) throw new BadInput('the file is empty', { file: source });
    const compression = compressionOf(start);
    if (compression !== undefined) chunks = unfolded(compression, start, remaining(raw), source, mostBytes);
    const head = await beginning(chunks, HEAD_BYTES, compression === undefined ? start : undefined);
    if (head.length === 0) throw new BadInput('the compressed file holds nothing', { file: source });
    return { head: withoutMark(head), rest: remaining(chunks), isCompressed: compression !== undefined };
  } catch (error) {
    await chunks.return?.();
    throw error;
  }
}

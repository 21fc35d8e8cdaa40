import { BadInput } from '../../native-workers/text/bad-input.ts';

/** First bytes of a frame of data, read as a little-endian number. */
const DATA_MAGIC = 0xfd2fb528;
/** Of a frame that is to be skipped: sixteen numbers that differ in the last four bits. */
const SKIPPED_MAGIC = 0x184d2a50;
/** A block holds at most 128 KiB. */
const LARGEST_BLOCK_BYTES = 1 << 17;

const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;

function isSkipped(magic: number) {
  return magic >>> 4 === SKIPPED_MAGIC >>> 4;
}

/** Whether bytes begin as a zstd stream does: with a frame of data, or with one to be skipped. */
export function beginsZstd(start: Buffer): boolean {
  if (start.length < 4) return false;
  const magic = start.readUInt32LE(0);
  return magic === DATA_MAGIC || isSkipped(magic);
}

/** Takes so many bytes at a time off a stream. */
class Taken {
  readonly #chunks: AsyncIterator<Uint8Array, unknown>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes, fewer only where the stream ends. */
  async next(bytes: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    let missing = bytes;
    while (missing > 0) {
      if (this.#rest.length === 0) {
        const chunk = await this.#chunks.next();
        if (chunk.done === true) break;
        this.#rest = chunk.value;
        continue;
      }
      const piece = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(piece.length);
      pieces.push(piece);
      missing -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  async skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0;) {
      const { length } = await this.next(Math.min(left, LARGEST_BLOCK_BYTES));
      if (length === 0) return;
      left -= length;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

/** What follows the magic number up to the first block, and whether a checksum follows the last one. */
async function frameHeader(taken: Taken) {
  const descriptor = await taken.next(1);
  const flags = descriptor.length === 0 ? 0 : descriptor[0];
  const isSingleSegment = (flags & 0x20) !== 0;
  const size = flags >>> 6;
  const sizeBytes = size === 0 && isSingleSegment ? 1 : CONTENT_SIZE_BYTES[size];
  const rest = await taken.next((isSingleSegment ? 0 : 1) + DICTIONARY_ID_BYTES[flags & 3] + sizeBytes);
  return { bytes: Buffer.concat([descriptor, rest]), hasChecksum: (flags & 0x04) !== 0 };
}

/**
 * A zstd stream in pieces, none of which goes beyond the end of a frame, without the frames that are to be skipped
 * (RFC 8878, 3.1). Node's decompressor drops what comes behind the end of a frame in one write, without a word: a file
 * of several frames would be read as its first one. A stream that ends early ends early here. Throws `BadInput` for
 * what is no frame.
 */
export async function* zstdFrames(chunks: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<Buffer, void> {
  const taken = new Taken(chunks);
  const damaged = (reason: string) => new BadInput(`the compressed file is damaged (${reason})`, { file: source });
  try {
    for (;;) {
      const magic = await taken.next(4);
      if (magic.length === 0) return;
      if (!beginsZstd(magic)) throw damaged('what follows a frame of zstd is none');
      if (isSkipped(magic.readUInt32LE(0))) {
        const size = await taken.next(4);
        if (size.length === 4) await taken.skip(size.readUInt32LE(0));
        continue;
      }
      const { bytes, hasChecksum } = await frameHeader(taken);
      yield Buffer.concat([magic, bytes]);
      for (;;) {
        const header = await taken.next(3);
        // Bit 0 says that the block is the last, bits 1 and 2 what it is: 1 is one byte, to be repeated.
        const value = header.length === 3 ? header.readUIntLE(0, 3) : 1;
        const size = ((value >>> 1) & 3) === 1 ? 1 : value >>> 3;
        if (size > LARGEST_BLOCK_BYTES) throw damaged(`a block of ${size} bytes`);
        yield Buffer.concat([header, await taken.next(size)]);
        if ((value & 1) === 1) break;
      }
      if (hasChecksum) yield await taken.next(4);
    }
  } finally {
    await taken.close();
  }
}

import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { codeOf } from '../files/error-code.ts';

/** Bounds on what a compressed file may unfold to. */
export interface DecompressionLimits {
  /** Largest number of decompressed bytes. Default 64 GiB. */
  totalBytes?: number;
  /**
   * Largest decompressed size in units of the compressed one, looked at once 16 MiB have come out. Default 200: text
   * of coordinates unfolds 2- to 10-fold, deflate's own bound is 1032.
   */
  ratio?: number;
}

const DEFAULT_TOTAL_BYTES = 64 * 2 ** 30;
const DEFAULT_RATIO = 200;
const RATIO_COUNTS_FROM_BYTES = 16 * 2 ** 20;
const CHUNK_BYTES = 1 << 20;
/** How much of the text the formats are told apart by. */
const HEAD_BYTES = 1 << 16;

const GZIP_MAGIC = 0x1f8b;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Bytes of a text, opened and decompressed, with its beginning looked at. */
export interface OpenedText {
  /** Up to 64 KiB from the beginning, decompressed, without a byte order mark. */
  head: Buffer;
  /** All bytes, the head included. */
  chunks: AsyncIterable<Uint8Array>;
  compressed: boolean;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A stream of chunks whose beginning can be looked at before it is consumed. */
class PeekedChunks implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #chunks: AsyncIterator<Uint8Array, unknown>;
  #start = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** At least `bytes` from the beginning, fewer only if the text is shorter. */
  async peek(bytes: number): Promise<Buffer> {
    const taken: Uint8Array[] = [this.#start];
    let length = this.#start.length;
    while (length < bytes) {
      const piece = await this.#chunks.next();
      if (piece.done === true) break;
      taken.push(piece.value);
      length += piece.value.length;
    }
    this.#start = Buffer.concat(taken, length);
    return this.#start;
  }

  dropLeading(bytes: number): void {
    this.#start = this.#start.subarray(bytes);
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#start.length > 0) {
      const value = this.#start;
      this.#start = Buffer.alloc(0);
      return { done: false, value };
    }
    const piece = await this.#chunks.next();
    return piece.done === true ? { done: true, value: undefined } : piece;
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#start = Buffer.alloc(0);
    await this.#chunks.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Decompresses gzip (several members in a row are one text), within limits. */
async function* gunzipped(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  limits: DecompressionLimits,
): AsyncGenerator<Uint8Array, void> {
  const totalBytes = limits.totalBytes ?? DEFAULT_TOTAL_BYTES;
  const ratio = limits.ratio ?? DEFAULT_RATIO;
  let taken = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      taken += chunk.length;
      yield chunk;
    }
  }
  // pipeline hands an error on to the output, where the loop below meets it, and ends the input when the loop stops.
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES / 4 });
  // One piece ahead: what waits to be decompressed would count as taken.
  const output = pipeline(Readable.from(counted(), { highWaterMark: 1 }), gunzip, () => undefined);
  let given = 0;
  try {
    for await (const chunk of output) {
      const bytes = chunk as Buffer;
      given += bytes.length;
      if (given > totalBytes)
        throw new BadInput(`the file unfolds to more than ${totalBytes} bytes; decompress it yourself to read it`, {
          file: source,
        });
      if (given > RATIO_COUNTS_FROM_BYTES && given > ratio * taken)
        throw new BadInput(
          `the file unfolds to more than ${ratio} times its size, which no text of particles does; ` +
            'decompress it yourself to read it',
          { file: source },
        );
      yield bytes;
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'Z_BUF_ERROR') throw new BadInput('the compressed file is cut off', { file: source });
    if (code.startsWith('Z_'))
      throw new BadInput(`the compressed file is damaged (${messageOf(error)})`, { file: source });
    throw error;
  }
}

/**
 * Makes a text out of bytes: decompresses gzip (known by its first bytes, not by the name) and drops a UTF-8 byte
 * order mark. Throws `BadInput` for no bytes at all, for damaged or bomb-like compression.
 */
export async function openText(
  bytes: AsyncIterable<Uint8Array>,
  source: string,
  limits: DecompressionLimits = {},
): Promise<OpenedText> {
  let chunks = new PeekedChunks(bytes);
  try {
    const magic = await chunks.peek(2);
    if (magic.length === 0) throw new BadInput('the file is empty', { file: source });
    const compressed = magic.length >= 2 && magic.readUInt16BE(0) === GZIP_MAGIC;
    if (compressed) chunks = new PeekedChunks(gunzipped(chunks, source, limits));
    let head = await chunks.peek(HEAD_BYTES);
    if (head.length === 0) throw new BadInput('the compressed file holds nothing', { file: source });
    if (head.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
      chunks.dropLeading(BYTE_ORDER_MARK.length);
      head = head.subarray(BYTE_ORDER_MARK.length);
    }
    return { head: head.subarray(0, HEAD_BYTES), chunks, compressed };
  } catch (error) {
    await chunks.return();
    throw error;
  }
}

import { ByteLines } from './byte-lines.ts';
import { withoutMark } from './byte-source.ts';
import type { BytesAt } from './bytes-at.ts';

const CHUNK_BYTES = 1 << 20;

function* chunksOf(bytes: BytesAt) {
  for (let at = 0; at < bytes.size; at += CHUNK_BYTES) {
    const chunk = bytes.read(at, Math.min(CHUNK_BYTES, bytes.size - at));
    yield at === 0 ? withoutMark(chunk) : chunk;
  }
}

/**
 * A text that is read more than once, from its beginning each time: `bytes` gives where it lies when it is first needed.
 * `close` is called when no more is wanted.
 */
export class WholeText {
  readonly #source: string;
  readonly #bytes: () => Promise<BytesAt>;
  #opened: Promise<BytesAt> | null = null;

  constructor(source: string, bytes: () => Promise<BytesAt>) {
    this.#source = source;
    this.#bytes = bytes;
  }

  async lines(): Promise<ByteLines> {
    this.#opened ??= this.#bytes();
    return new ByteLines(chunksOf(await this.#opened), this.#source);
  }

  async close(): Promise<void> {
    (await this.#opened)?.close();
  }
}

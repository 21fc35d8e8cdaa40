import { codeOf } from '../files/error-code.ts';

/** The reader has gone: a pager was quit, a terminal was closed. */
const GONE: ReadonlySet<string> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);
/** What a terminal that has gone answers with; from a file it is the disk's failure. */
const GONE_TERMINAL: ReadonlySet<string> = new Set(['EIO', 'ENXIO', 'EBADF']);

/**
 * A stream of this process to write to, which never throws and never ends the process: the reader may go away, and
 * the disk behind it may be full. What comes after a reader has gone is dropped.
 */
export class OutputStream {
  readonly #stream: NodeJS.WriteStream;
  #isGone = false;
  #failure: Error | null = null;
  #pending = 0;
  #settled = (): void => undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    // Without a listener an error would end the process.
    stream.on('error', (error: Error) => this.#note(error));
  }

  /** What kept something from being written, other than that nobody reads; null where all was written. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Whether its reader has gone away. */
  get isGone(): boolean {
    return this.#isGone;
  }

  #note(error: Error) {
    const code = codeOf(error);
    if (GONE.has(code) || (this.#stream.isTTY && GONE_TERMINAL.has(code))) this.#isGone = true;
    else this.#failure ??= error;
  }

  write(text: string | Uint8Array): void {
    if (this.#isGone) return;
    this.#pending += 1;
    const done = (error?: Error | null) => {
      this.#pending -= 1;
      if (error !== undefined && error !== null) this.#note(error);
      if (this.#pending === 0) this.#settled();
    };
    try {
      this.#stream.write(text, done);
    } catch (error) {
      // A file is written at once, and its error thrown.
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Resolves when everything is written or given up. */
  async settled(): Promise<void> {
    if (this.#pending === 0) return;
    await new Promise<void>((resolve) => {
      this.#settled = resolve;
    });
  }
}

import { isAbsolute, resolve } from 'node:path';

/** What somebody outside the window asks to be opened. */
export type OpenWish = { kind: 'file'; path: string } | { kind: 'shipped'; id: string };

const SHIPPED_FLAG = '--shipped=';

/**
 * What a command line asks to be opened: every word that is no flag and ends in .keycore, relative to `folder`, and
 * `--shipped=ID`. Other words are Electron's and Chromium's own (the program, the script, switches).
 */
export function wishesOf(argv: readonly string[], folder: string): OpenWish[] {
  return argv.flatMap((word): OpenWish[] => {
    if (word.startsWith(SHIPPED_FLAG)) return [{ kind: 'shipped', id: word.slice(SHIPPED_FLAG.length) }];
    if (word.startsWith('-') || !word.toLowerCase().endsWith('.keycore')) return [];
    return [{ kind: 'file', path: isAbsolute(word) ? word : resolve(folder, word) }];
  });
}

/**
 * Keeps what comes before there is anybody to take it: macOS names a double-clicked file before the app is ready, and
 * the page needs a moment to say that it listens.
 */
export class Mailbox<Message> {
  #waiting: Message[] = [];
  #taker: ((message: Message) => void) | null = null;

  put(message: Message): void {
    if (this.#taker === null) this.#waiting.push(message);
    else this.#taker(message);
  }

  /** From now on `taker` gets everything, what waited first; null keeps it again. */
  deliverTo(taker: ((message: Message) => void) | null): void {
    this.#taker = taker;
    if (taker === null) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) taker(message);
  }
}

import { isAbsolute, resolve } from 'node:path';

/**
 * The projects that a command line names: every word that is no flag and ends in .keycore, as an absolute path (relative
 * ones are meant from `folder`). Other words are Electron's and Chromium's own (the program, the script, switches).
 */
export function projectsNamed(argv: readonly string[], folder: string): string[] {
  return argv
    .filter((word) => !word.startsWith('-') && word.toLowerCase().endsWith('.keycore'))
    .map((word) => (isAbsolute(word) ? word : resolve(folder, word)));
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

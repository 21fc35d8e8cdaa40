import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { codeOf } from '../files/error-code.ts';
import { replaceFile } from '../formats/replace-file.ts';

/**
 * A small JSON file in the user's data, for what is convenient but not precious (place of the window, theme). What
 * is missing or no longer fits the schema counts as never written; the file is replaced whole, so that a crash leaves
 * the old one.
 */
export class SettingsFile<Value> {
  readonly #path: string;
  readonly #schema: z.ZodType<Value>;
  readonly #fallback: Value;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, schema: z.ZodType<Value>, fallback: Value) {
    this.#path = path;
    this.#schema = schema;
    this.#fallback = fallback;
  }

  async read(): Promise<Value> {
    await this.#last;
    try {
      return this.#schema.parse(JSON.parse(await readFile(this.#path, 'utf8')));
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError || error instanceof z.ZodError)
        return this.#fallback;
      throw error;
    }
  }

  /** Writes after whatever is still being written; rejects when the disk does. */
  write(value: Value): Promise<void> {
    const written = this.#last.then(async () => {
      await replaceFile(this.#path, [Buffer.from(`${JSON.stringify(value)}\n`)]);
    });
    // A failed write is its own caller's business, not the next one's.
    this.#last = written.catch(() => undefined);
    return written;
  }
}

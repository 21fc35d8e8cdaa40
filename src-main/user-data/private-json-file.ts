import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { z } from 'zod';
import { codeOf } from '../files/error-code.ts';
import { freeName } from '../files/free-name.ts';
import { readRegular } from '../files/regular-file.ts';
import { temporaryIn } from '../files/temporary-file.ts';

/** Who hears that something of the user's was found damaged or cannot be kept, in a sentence for the user. */
export type Tell = (notice: string) => void;

function wordsOf(error: unknown) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * A small JSON file of this user's, which no other user may read. It is replaced whole, and read each time it is asked
 * for, since another Keycore of the same user may have written it. One that is damaged is put aside under another name
 * and reported, and counts as missing. A disk that refuses is reported once: no work depends on what is kept here.
 */
export class PrivateJsonFile<Value> {
  readonly #path: string;
  readonly #what: string;
  readonly #schema: z.ZodType<Value>;
  readonly #tell: Tell;
  #refused = false;

  /** @param what what messages call it: "The list of projects" */
  constructor(path: string, what: string, schema: z.ZodType<Value>, tell: Tell) {
    this.#path = path;
    this.#what = what;
    this.#schema = schema;
    this.#tell = tell;
  }

  /** What was kept last; null where nothing was, or nothing that can be understood. */
  read(): Value | null {
    let text: string;
    try {
      text = readRegular(this.#path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') this.#refuse(`${this.#what} cannot be read: ${wordsOf(error)}`);
      return null;
    }
    try {
      return this.#schema.parse(JSON.parse(text));
    } catch {
      this.#putAside();
      return null;
    }
  }

  #putAside() {
    const aside = freeName(`${this.#path}.damaged`);
    try {
      renameSync(this.#path, aside);
      this.#tell(`${this.#what} was damaged: the file is kept as ${basename(aside)}, and a new one begins.`);
    } catch (error) {
      this.#refuse(`${this.#what} is damaged and cannot be put aside: ${wordsOf(error)}`);
    }
  }

  #refuse(notice: string) {
    if (this.#refused) return;
    this.#refused = true;
    this.#tell(notice);
  }

  write(value: Value): void {
    const temporary = temporaryIn(dirname(this.#path));
    try {
      const file = openSync(temporary, 'wx', 0o600);
      try {
        writeSync(file, `${JSON.stringify(value)}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, this.#path);
    } catch (error) {
      rmSync(temporary, { force: true });
      this.#refuse(`${this.#what} cannot be kept: ${wordsOf(error)}`);
    }
  }
}

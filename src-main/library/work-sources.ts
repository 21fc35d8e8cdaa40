import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { removeOldFiles } from '../files/remove-old.ts';
import { replaceFile } from '../formats/replace-file.ts';
import { madeFolder } from '../user-data/user-data.ts';

/** Work that was not taken up again for so long is forgotten here; its project still lists it. */
const FORGOTTEN_AFTER_MS = 180 * 24 * 60 * 60_000;

const sourceSchema = z.strictObject({
  path: z.string(),
  bytes: z.number(),
  mtimeMs: z.number(),
  upload: z.boolean().describe('the file is our own copy of one that was sent'),
});

/** The file that some work reads, as it was when the work was begun. */
export type WorkSource = z.infer<typeof sourceSchema>;

/** An id that is the name of a file; one from a project of a stranger may be anything. */
const ID = /^[\w-]{8,64}$/;

/**
 * Where pending work has its files on this machine, by the id of the work. Kept in the user's data and not in the
 * project: a project from elsewhere must not be able to have files of this machine read, and one that is given away
 * tells nothing of this machine's folders.
 */
export class WorkSources {
  readonly #folder: string;

  constructor(userData: string) {
    this.#folder = madeFolder(userData, 'sources');
  }

  #file(id: string) {
    return ID.test(id) ? join(this.#folder, `${id}.json`) : null;
  }

  /** Keeps where the file of a work is; throws what `stat` and the disk throw. */
  async keep(id: string, path: string, upload: boolean): Promise<void> {
    const file = this.#file(id);
    if (file === null) throw new TypeError(`'${id}' is no id of a work`);
    const { size: bytes, mtimeMs } = statSync(path);
    const source: WorkSource = { path, bytes, mtimeMs, upload };
    await replaceFile(file, [Buffer.from(`${JSON.stringify(source)}\n`)]);
  }

  /** Where the file of a work was; null where this machine, or this user, has not begun it. */
  find(id: string): WorkSource | null {
    const file = this.#file(id);
    if (file === null || !existsSync(file)) return null;
    const text = readFileSync(file, 'utf8');
    try {
      return sourceSchema.parse(JSON.parse(text));
    } catch {
      // A file that somebody has spoilt tells nothing.
      return null;
    }
  }

  /** Why a work cannot go on with its file; null when it can. */
  problem(id: string): string | null {
    const source = this.find(id);
    if (source === null) return 'where its file is, is known only where the work was begun';
    const found = statSync(source.path, { throwIfNoEntry: false });
    if (found?.isFile() !== true)
      return source.upload ? 'the copy of its file is no longer kept' : 'its file is no longer there';
    const same = found.size === source.bytes && found.mtimeMs === source.mtimeMs;
    return same ? null : 'its file has changed since';
  }

  /** Forgets a work and removes our copy of its file. */
  forget(id: string): void {
    const file = this.#file(id);
    const source = this.find(id);
    if (source?.upload === true) rmSync(source.path, { force: true });
    if (file !== null) rmSync(file, { force: true });
  }

  /** Forgets what nobody has taken up again. */
  removeOld(now = Date.now()): void {
    removeOldFiles(this.#folder, FORGOTTEN_AFTER_MS, now);
  }
}

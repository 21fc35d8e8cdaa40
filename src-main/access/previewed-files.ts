import { randomBytes } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import type { Likeness } from '../user-data/import-recipes.ts';

/** How long a file is kept after it was last looked at. */
const LIFE_MS = 2 * 60 * 60_000;
/** How often it is looked whether one has been kept long enough. */
const SWEEP_MS = 10 * 60_000;

/** A file that was looked at and may be imported. */
export interface PreviewedFile {
  path: string;
  /** Whether it is our own copy of one that was sent; it is removed with the last mention of it. */
  upload: boolean;
  /** As the user named it. */
  name: string;
  /** What answers about files like it are remembered under; null where it could not be read. */
  likeness: Likeness | null;
  /** The request under which all of it was read and found good, and its configurations. */
  checked: { request: string; configurations: number } | null;
}

interface Kept {
  file: PreviewedFile;
  bytes: number;
  mtimeMs: number;
  expires: number;
}

/**
 * Files between a preview and their import, each under an opaque name: what was sent needs not be sent again, and a
 * choice of the desktop's dialog does not expire meanwhile. Times are arguments for tests.
 */
export class PreviewedFiles {
  readonly #kept = new Map<string, Kept>();
  #sweeping: NodeJS.Timeout | null = null;

  /** Keeps a file and gives its name; what `stat` throws where it has gone. */
  keep(file: PreviewedFile, now = Date.now()): string {
    const { size: bytes, mtimeMs } = statSync(file.path);
    const name = randomBytes(16).toString('base64url');
    this.#kept.set(name, { file, bytes, mtimeMs, expires: now + LIFE_MS });
    this.#sweeping ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
    return name;
  }

  /** The file of a name, for another look; null where it is not kept any more. */
  find(name: string, now = Date.now()): PreviewedFile | null {
    const kept = this.#kept.get(name);
    if (kept === undefined) return null;
    kept.expires = now + LIFE_MS;
    return kept.file;
  }

  /** Why the file is not the one that was looked at; null where it is. */
  change(name: string): string | null {
    const kept = this.#kept.get(name);
    if (kept === undefined) return null;
    const found = statSync(kept.file.path, { throwIfNoEntry: false });
    if (found?.isFile() !== true) return 'this file is no longer there';
    const isSame = found.size === kept.bytes && found.mtimeMs === kept.mtimeMs;
    return isSame ? null : 'this file has changed since it was looked at';
  }

  /** Takes the present state of the file for the one that is looked at. */
  renew(name: string): void {
    const kept = this.#kept.get(name);
    const found = kept && statSync(kept.file.path, { throwIfNoEntry: false });
    if (kept === undefined || found === undefined) return;
    if (found.size !== kept.bytes || found.mtimeMs !== kept.mtimeMs) kept.file.checked = null;
    kept.bytes = found.size;
    kept.mtimeMs = found.mtimeMs;
  }

  /** Hands a file over to its import: nothing else gets it, and it is no longer removed from here. */
  take(name: string): PreviewedFile | null {
    const kept = this.#kept.get(name);
    this.#kept.delete(name);
    return kept?.file ?? null;
  }

  /** Takes a file back whose import did not begin. */
  giveBack(name: string, file: PreviewedFile, now = Date.now()): void {
    const found = statSync(file.path, { throwIfNoEntry: false });
    this.#kept.set(name, { file, bytes: found?.size ?? 0, mtimeMs: found?.mtimeMs ?? 0, expires: now + LIFE_MS });
  }

  /** Forgets a file, and removes our copy of it. */
  discard(name: string): void {
    const file = this.take(name);
    if (file?.upload === true) rmSync(file.path, { force: true });
  }

  /** Discards what nobody has looked at for long. */
  sweep(now = Date.now()): void {
    for (const [name, { expires }] of this.#kept) if (expires <= now) this.discard(name);
  }

  /** Discards everything. */
  close(): void {
    if (this.#sweeping !== null) clearInterval(this.#sweeping);
    this.#sweeping = null;
    for (const name of this.#kept.keys()) this.discard(name);
  }
}

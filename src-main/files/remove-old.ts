import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Removes the files of a folder that nobody has written to for so long. */
export function removeOldFiles(folder: string, olderThanMs: number, now = Date.now()): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const status = statSync(path, { throwIfNoEntry: false });
    if (status !== undefined && now - status.mtimeMs > olderThanMs) rmSync(path, { force: true });
  }
}

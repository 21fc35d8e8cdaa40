import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { folderForPipes } from '../files/temporary-file.ts';
import { type FileBytes, watched } from '../formats/bytes-at.ts';
import { fileBytes } from '../formats/file-bytes.ts';
import type { InputFile } from './analysis-input.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';

/** The same bytes; an abort is `Cancelled`, also between two reads at any place. */
function cancellable(bytes: FileBytes, signal: AbortSignal): FileBytes {
  async function* stream() {
    try {
      yield* bytes;
    } catch (error) {
      throw signal.aborted ? new Cancelled() : error;
    }
  }
  return watched(bytes, stream(), () => {
    if (signal.aborted) throw new Cancelled();
  });
}

/** Files that are named on the command line, pipes among them. Reading one throws `Cancelled` after an abort. */
export function filesOnDisk(paths: readonly string[], signal: AbortSignal): InputFile[] {
  return paths.map((path) => ({ name: path, bytes: () => cancellable(fileBytes(path, signal), signal) }));
}

async function isRegular(path: string) {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Whatever is wrong with it is reported when it is read.
    return true;
  }
}

/**
 * The same files to be read more than once: what a pipe gives is kept in a folder of the system's temporary one that
 * only its owner can enter. `remove` removes it.
 */
export async function rereadable(
  files: readonly InputFile[],
  signal: AbortSignal,
): Promise<{ files: InputFile[]; remove: () => Promise<void> }> {
  let folder: string | null = null;
  const remove = async () => {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  };
  try {
    const kept: InputFile[] = [];
    for (const [at, file] of files.entries()) {
      if (await isRegular(file.name)) {
        kept.push(file);
        continue;
      }
      folder ??= folderForPipes();
      const copy = join(folder, String(at));
      await pipeline(file.bytes(), createWriteStream(copy, { flags: 'wx', mode: 0o600 }));
      const [{ bytes }] = filesOnDisk([copy], signal);
      kept.push({ name: file.name, bytes });
    }
    return { files: kept, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

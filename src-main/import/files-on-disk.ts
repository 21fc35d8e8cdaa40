import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { folderForPipes } from '../files/temporary-file.ts';
import { type FileBytes, watched } from '../formats/bytes-at.ts';
import { fileBytes, STANDARD_INPUT, standardInputBytes } from '../formats/file-bytes.ts';
import type { InputFile } from './analysis-input.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';

/** The word that stands for standard input on a command line. */
export const STANDARD_INPUT_WORD = '-';

/** A file of the command line. */
interface NamedFile extends InputFile {
  /** Whether its bytes can be had more than once. */
  isRegular: () => Promise<boolean>;
}

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

async function isRegular(path: string) {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Whatever is wrong with it is reported when it is read.
    return true;
  }
}

/** A file that is named on the command line, or standard input, which `-` names. Reading throws `Cancelled` after an abort. */
export function namedOnCommandLine(word: string, signal: AbortSignal): NamedFile {
  if (word === STANDARD_INPUT_WORD)
    return {
      name: STANDARD_INPUT,
      bytes: () => cancellable(standardInputBytes(signal), signal),
      isRegular: () => Promise.resolve(false),
    };
  return {
    name: word,
    bytes: () => cancellable(fileBytes(word, signal), signal),
    isRegular: async () => isRegular(word),
  };
}

/** Files that are named on the command line, pipes among them. Throws `BadInput` where standard input is named twice. */
export function filesOnDisk(words: readonly string[], signal: AbortSignal): NamedFile[] {
  if (words.filter((word) => word === STANDARD_INPUT_WORD).length > 1)
    throw new BadInput('it is named twice, and can be read once', { file: STANDARD_INPUT });
  return words.map((word) => namedOnCommandLine(word, signal));
}

/**
 * The same files to be read more than once: what a pipe gives is kept in a folder of the system's temporary one that
 * only its owner can enter. `remove` removes it.
 */
export async function rereadable(
  files: readonly NamedFile[],
  signal: AbortSignal,
): Promise<{ files: InputFile[]; remove: () => Promise<void> }> {
  let folder: string | null = null;
  const remove = async () => {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  };
  try {
    const kept: InputFile[] = [];
    for (const [at, file] of files.entries()) {
      if (await file.isRegular()) {
        kept.push(file);
        continue;
      }
      folder ??= folderForPipes();
      const copy = join(folder, String(at));
      await pipeline(file.bytes(), createWriteStream(copy, { flags: 'wx', mode: 0o600 }));
      kept.push({ name: file.name, bytes: namedOnCommandLine(copy, signal).bytes });
    }
    return { files: kept, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { temporaryIn } from '../files/temporary-file.ts';
import { codeOf, explained } from '../files/error-code.ts';
import { requireWritableName } from '../files/raw-name.ts';

/** Follows a link to the file it names, so that the file is replaced and not the link. */
async function targetOf(path: string) {
  let kind;
  try {
    kind = await stat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return path;
    throw error;
  }
  if (kind.isDirectory()) throw new BadInput('this is a folder; name a file in it', { file: path });
  if (!kind.isFile()) throw new BadInput('this is a device, not a file', { file: path });
  return realpath(path);
}

/** A file that is made beside the one it will replace. */
interface UnfinishedFile {
  temporary: string;
  file: FileHandle;
  target: string;
  folder: string;
}

async function begun(path: string): Promise<UnfinishedFile> {
  requireWritableName(path);
  const target = await targetOf(path);
  const folder = dirname(target);
  const temporary = temporaryIn(folder);
  try {
    return { temporary, file: await open(temporary, 'wx'), target, folder };
  } catch (error) {
    throw explained(error, path, {
      ENOENT: `the folder '${folder}' does not exist`,
      ENOTDIR: `'${folder}' is not a folder`,
      EACCES: `nothing may be written into '${folder}' (permission denied)`,
      EPERM: `nothing may be written into '${folder}' (permission denied)`,
      EROFS: `'${folder}' is read-only`,
    });
  }
}

/** Has a file made, flushes it to the disk and puts it in place; whatever fails, the temporary one is removed. */
async function finished<Result>(
  { temporary, file, target, folder }: UnfinishedFile,
  make: () => Promise<Result>,
): Promise<Result> {
  let result: Result;
  try {
    try {
      result = await make();
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
  return result;
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, flushed to the disk, then renamed. A crash leaves
 * the old file (or none). Returns the number of bytes. Throws `BadInput` where the place cannot be written to at all;
 * errors of the disk are passed on, and the temporary file is removed.
 */
export async function replaceFile(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<number> {
  const begin = await begun(path);
  return finished(begin, async () => {
    let bytes = 0;
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length;) from += (await begin.file.write(chunk, from)).bytesWritten;
      bytes += chunk.length;
    }
    return bytes;
  });
}

/** The same of a file that another program writes: `write` is given the name of the temporary file, which is there, empty. */
export async function replaceFileBy(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const begin = await begun(path);
  await finished(begin, () => write(begin.temporary));
}

/** Makes the rename itself durable; where folders cannot be flushed (Windows, some network drives) nothing is lost. */
async function syncFolder(folder: string) {
  let handle;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'].includes(codeOf(error))) throw error;
  } finally {
    await handle?.close();
  }
}

import { readdirSync } from 'node:fs';
import { resolve, sep } from 'node:path';

/** Stands for bytes that are not UTF-8 in a text that was decoded all the same: the command line, lists of folders. */
export const UNDECODED = '\ufffd';

/**
 * The files whose raw names a path may mean that was decoded from bytes that are not UTF-8: each part with a replacement
 * character is compared with the names in its folder, decoded likewise. Empty where nothing fits, or the path has none.
 */
export function undecodedMatches(path: string): Buffer[] {
  if (!path.includes(UNDECODED)) return [];
  const [root, ...parts] = resolve(path).split(sep);
  let found = [Buffer.from(root)];
  for (const part of parts)
    found = found.flatMap((folder) => namesLike(folder, part).map((name) => Buffer.concat([folder, SEPARATOR, name])));
  return found;
}

const SEPARATOR = Buffer.from(sep);

function namesLike(folder: Buffer, part: string): Buffer[] {
  if (!part.includes(UNDECODED)) return [Buffer.from(part)];
  try {
    return readdirSync(Buffer.concat([folder, SEPARATOR]), { encoding: 'buffer' }).filter(
      (name) => name.toString('utf8') === part,
    );
  } catch {
    // Not a folder, or one that may not be listed: nothing is found in it.
    return [];
  }
}

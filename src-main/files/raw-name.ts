import { existsSync, readdirSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';

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

function namesLike(folder: Buffer, part: string) {
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

/** A raw name as text: as it is where it is UTF-8, else with every byte that is no printable ASCII escaped (`caf\xe9.dump`). */
export function rawNameText(name: Buffer): string {
  const text = name.toString('utf8');
  if (Buffer.from(text).equals(name)) return text;
  return name.toString('latin1').replace(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Names of a folder that are not UTF-8, as `rawNameText` writes them. Throws what the system throws. */
export function undecodableNames(folder: string): string[] {
  return readdirSync(folder, { encoding: 'buffer' })
    .filter((name) => !Buffer.from(name.toString('utf8')).equals(name))
    .map(rawNameText);
}

/** The parts of a path that are not UTF-8, of each file that it may mean; no other part, which may be a secret. */
export function undecodedParts(path: string): string[] {
  const parts = path.split(sep).filter((part) => part.includes(UNDECODED));
  const raw = undecodedMatches(path).flatMap((match) => match.toString('latin1').split(sep));
  const names = raw.map((part) => Buffer.from(part, 'latin1')).filter((part) => parts.includes(part.toString('utf8')));
  return [...new Set(names.map(rawNameText))];
}

/** Why a path is not found that was decoded from bytes that are not UTF-8, and what to do; null for other paths. */
export function undecodedReason(path: string): string | null {
  if (!path.includes(UNDECODED))
    return resolve(path).includes(UNDECODED)
      ? 'the name of the current folder is not UTF-8, or there is no such file; rename the folder (mv) to open what lies in it'
      : null;
  const names = undecodedParts(path);
  return names.length === 0
    ? 'its name is not UTF-8, or there is no such file; rename it (mv) to open it'
    : `its name is not UTF-8 (${names.join(', ')}); rename it (mv) to open it`;
}

/** Throws `BadInput` for a new file whose name was decoded from bytes that are not UTF-8: it would get another one. */
export function requireWritableName(path: string): void {
  if (path.includes(UNDECODED) && !existsSync(path))
    throw new BadInput('the name is not UTF-8, so the file would get another one; choose a name in UTF-8', {
      file: path,
    });
}

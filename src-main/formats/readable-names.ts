import { READERS } from './readers.ts';

/** Endings of the names of files that can be read, of every reader, with the dot. */
export const READABLE_ENDINGS: readonly string[] = [...new Set(READERS.flatMap(({ extensions }) => extensions))];

/** Those of compressed files, which follow that of what is in them. */
export const COMPRESSED_ENDINGS: readonly string[] = ['.gz', '.zst'];

/** Whether a name ends like that of a file that can be read; its content decides when it is read. */
export function hasReadableName(name: string): boolean {
  const lower = name.toLowerCase();
  const compression = COMPRESSED_ENDINGS.find((ending) => lower.endsWith(ending)) ?? '';
  return READABLE_ENDINGS.some((ending) => lower.endsWith(`${ending}${compression}`));
}

import { statSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Number that the system gives to a file, whatever its names, for as long as somebody has it open (inode; on NTFS the
 * file id). A rename or another hard link keeps it, a copy has another one. Not the device beside it: one file can be
 * seen through two mounts of a network disk, and two files of one number are only taken for one, which locks a copy
 * without need. Null where the system does not tell.
 */
export function fileIdentity(path: string): string | null {
  try {
    const { ino } = statSync(resolve(path), { bigint: true });
    return ino === 0n ? null : String(ino);
  } catch {
    // Deleted or moved while it was open: nothing to compare with.
    return null;
  }
}

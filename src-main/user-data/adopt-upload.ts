import { createHash } from 'node:crypto';
import { createReadStream, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { freeCopy } from '../project/backup.ts';
import { madeFolder } from './user-data.ts';

const EXTENSION = '.keycore';

/** A file name of letters, digits and a few harmless signs, whatever was sent. */
function plainName(name: string) {
  const stem = name
    .replace(/^.*[/\\]/, '')
    .replace(/\.keycore$/i, '')
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 80);
  return `${stem === '' ? 'project' : stem}${EXTENSION}`;
}

/**
 * Moves a closed project into the user's data, under its name and the hash of its content; gives its path there. What
 * was taken in before stays as it is: the user may have added to it.
 */
export async function adoptUpload(file: string, name: string, userData: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  const folder = madeFolder(userData, 'received', hash.digest('hex').slice(0, 16));
  const target = join(folder, plainName(name));
  if (!existsSync(target)) {
    // The process that had the original open when it was sent has no part in this copy.
    freeCopy(file);
    renameSync(file, target);
  }
  return target;
}

import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { codeOf } from '../files/error-code.ts';
import { explainFileError } from '../project/file-error.ts';
import { isWritableByOthers, makeFolders, userDataFolder as usualFolder } from './user-data-folder.mjs';

const OPEN_TO_OTHERS = 0o077;
const OWNER_ONLY = 0o700;

/** The remedy where the user's data cannot be kept where they should be. */
const REMEDY = 'KEYCORE_USER_DATA names another folder for Keycore’s own data';

/** Keycore's own folder of this user (user-data-folder.mjs). Throws `BadInput` where there is none. */
export function userDataFolder(): string {
  try {
    return usualFolder();
  } catch (error) {
    throw new BadInput(error instanceof Error ? error.message : String(error));
  }
}

/** Makes a folder that is closed to other users, if it is not there. Throws `BadInput` where that cannot be. */
function make(folder: string) {
  try {
    makeFolders(folder, OWNER_ONLY);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new BadInput(`this is a file, not a folder; ${REMEDY}`, { file: folder });
    const explained = explainFileError(error, folder, 'made');
    throw explained instanceof BadInput ? new BadInput(`${explained.message}; ${REMEDY}`) : explained;
  }
}

/** Makes it too, and throws `BadInput` where another user could have put something into it, or still can. */
function makeOwn(folder: string) {
  make(folder);
  const status = statSync(folder);
  const { uid } = status;
  const me = process.geteuid?.();
  // Windows has no owner and mode of this kind.
  if (me === undefined) return;
  if (uid !== me) throw new BadInput(`it belongs to another user (number ${uid}); ${REMEDY}`, { file: folder });
  if (isWritableByOthers(status))
    throw new BadInput(`other users may write in this folder: take that right from them (chmod go-w), or ${REMEDY}`, {
      file: folder,
    });
}

/**
 * A folder in the user's data, made if it is not there, closed to other users. The data hold what lets a browser in, so
 * one that others may write in, or that is another user's, is refused with `BadInput`; one below it that others may
 * merely read is closed. The folder of the data itself is left as it is then: the user may have named any folder.
 */
export function madeFolder(userData: string, ...parts: string[]): string {
  makeOwn(userData);
  let folder = userData;
  for (const part of parts) {
    folder = join(folder, part);
    makeOwn(folder);
    if (process.geteuid !== undefined && (statSync(folder).mode & OPEN_TO_OTHERS) !== 0) chmodSync(folder, OWNER_ONLY);
  }
  return folder;
}

// Plain JavaScript: it runs before any TypeScript is loaded, which it makes cheap to load.
import { lstatSync, realpathSync, rmSync, statSync } from 'node:fs';
import module from 'node:module';
import { basename, dirname, join } from 'node:path';
import { isWritableByOthers, makeFolders, userDataFolder } from './user-data-folder.mjs';

const ROOT_USER = 0;
const STICKY = 0o1000;
const ALL_RIGHTS = 0o777;
const OWNER_ONLY = 0o700;

/**
 * Whether only this user, and root, can exchange what lies in a folder. In a sticky one (the system's temporary folder)
 * everybody may write, and entries are safe all the same.
 */
function isOutOfReach(status, me) {
  if (status.uid !== me && status.uid !== ROOT_USER) return false;
  return (status.mode & STICKY) !== 0 || !isWritableByOthers(status);
}

function ancestorsOf(folder) {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestorsOf(parent)];
}

/** Whether it is a folder, not a link to one, of this user and closed to all others. */
function isClosed(folder, me) {
  const status = lstatSync(folder);
  return status.isDirectory() && status.uid === me && (status.mode & ALL_RIGHTS) === OWNER_ONLY;
}

/**
 * Makes a folder from which code may be loaded, and gives its real path; null where no such folder can be had: others
 * could write in it or exchange it, or this user cannot make it. One that was open to others is emptied first, for what
 * they may have put into it.
 */
export function folderForCode(folder) {
  // Windows has no owner and mode of this kind; a user's LocalAppData is closed to others by its access list.
  const me = process.geteuid?.();
  try {
    makeFolders(dirname(folder), OWNER_ONLY);
    const real = join(realpathSync(dirname(folder)), basename(folder));
    if (me === undefined) {
      makeFolders(real, OWNER_ONLY);
      return real;
    }
    if (!ancestorsOf(dirname(real)).every((ancestor) => isOutOfReach(statSync(ancestor), me))) return null;
    const found = lstatSync(real, { throwIfNoEntry: false });
    if (found !== undefined && !isClosed(real, me)) {
      if (found.uid !== me) return null;
      rmSync(real, { recursive: true });
    }
    makeFolders(real, OWNER_ONLY);
    return isClosed(real, me) ? real : null;
  } catch {
    // A disk that is full, read-only or somebody else's: Keycore works without, and starts more slowly.
    return null;
  }
}

/**
 * Keeps stripped and compiled sources for the next start, which then takes half the time, in this user's own data:
 * Node's default is a fixed name in the shared temporary folder, where who comes first decides what others run.
 */
export function keepCompiledSources() {
  let userData;
  try {
    userData = userDataFolder();
  } catch {
    // A user without a home folder: what needs the user's data will say so.
    return;
  }
  const folder = folderForCode(join(userData, 'compile-cache'));
  if (folder !== null) module.enableCompileCache?.(folder);
}

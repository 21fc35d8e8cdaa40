// Plain JavaScript: the command line asks for it before it can load anything else at no cost.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/**
 * The user's home: HOME, or what the system has on record where that is no absolute path (a folder that happens to be
 * the current one is nobody's home).
 */
export function homeFolder() {
  for (const home of [homedir, () => userInfo().homedir]) {
    try {
      const folder = home();
      if (isAbsolute(folder)) return folder;
    } catch {
      // HOME is not set, and the system does not know this user.
    }
  }
  throw new Error('this user has no home folder: KEYCORE_USER_DATA names the folder for Keycore’s own data');
}

/** Where this system keeps what a program stores for a user. */
function systemDataFolder() {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homeFolder(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homeFolder(), 'Library', 'Application Support');
  // XDG Base Directory Specification: a relative value is to be ignored.
  const xdg = process.env.XDG_DATA_HOME;
  return xdg?.startsWith('/') === true ? xdg : join(homeFolder(), '.local', 'share');
}

/**
 * Keycore's own folder of this user: `KEYCORE_USER_DATA`, unless it is empty, else the system's usual place. Throws an
 * `Error` that says what to do where there is none.
 */
export function userDataFolder() {
  const own = process.env.KEYCORE_USER_DATA ?? '';
  const folder = own === '' ? join(systemDataFolder(), 'keycore') : resolve(own);
  // Node has decoded it; what it would make is another folder.
  if (folder.includes('\ufffd') && !existsSync(folder))
    throw new Error(`${folder}: the name is not UTF-8: KEYCORE_USER_DATA names another folder for Keycore’s own data`);
  return folder;
}

function isFolder(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Makes a folder and those on the way to it, if they are not there. Throws the system's error. Node's own `recursive`
 * never ends where a folder that exists answers ENOENT to a process that would make something in it (/proc, a home that an
 * automounter does not know).
 */
export function makeFolders(folder, mode) {
  const parent = dirname(folder);
  if (!existsSync(parent) && parent !== folder) makeFolders(parent, mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // There already, or made by another process meanwhile.
    if (!isFolder(folder)) throw error;
  }
}

const WRITABLE_BY_GROUP = 0o020;
const WRITABLE_BY_ALL = 0o002;

/**
 * Whether users other than the owner may write, by a file's status. A group that has the number of its user is that
 * user's own, by the convention of the systems whose umask leaves rights to the group. Always false on Windows, which
 * has no modes of this kind.
 */
export function isWritableByOthers({ gid, mode }) {
  const me = process.geteuid?.();
  if (me === undefined) return false;
  if ((mode & WRITABLE_BY_ALL) !== 0) return true;
  return (mode & WRITABLE_BY_GROUP) !== 0 && !(gid === me && gid === process.getegid());
}

// Plain JavaScript: the command line asks for it before it can load anything else at no cost.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where this system keeps what a program stores for a user. */
function systemDataFolder() {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  // XDG Base Directory Specification: a relative value is to be ignored.
  const xdg = process.env.XDG_DATA_HOME;
  return xdg?.startsWith('/') === true ? xdg : join(homedir(), '.local', 'share');
}

/** Keycore's own folder of this user: `KEYCORE_USER_DATA`, unless it is empty, else the system's usual place. */
export function userDataFolder() {
  const own = process.env.KEYCORE_USER_DATA ?? '';
  return own === '' ? join(systemDataFolder(), 'keycore') : resolve(own);
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

import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this system keeps what a program stores for a user. */
function systemDataFolder(): string {
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  // XDG Base Directory Specification: a relative value is to be ignored.
  const xdg = process.env['XDG_DATA_HOME'];
  return xdg?.startsWith('/') === true ? xdg : join(homedir(), '.local', 'share');
}

/** Keycore's own folder of this user: `KEYCORE_USER_DATA`, else the system's usual place. */
export function userDataFolder(): string {
  return process.env['KEYCORE_USER_DATA'] ?? join(systemDataFolder(), 'keycore');
}

/** A folder in the user's data, made if it is not there, closed to other users. */
export function madeFolder(...parts: string[]): string {
  const folder = join(...parts);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Browsers that show a page in a window of its own (`--app`), where the system names no browser to open files with. */
const APP_BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

function isOnPath(name: string) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      // Not in this folder.
      return false;
    }
  });
}

/** Whether there is a screen on which a browser could open. */
export function hasDisplay(env = process.env): boolean {
  if (process.platform !== 'linux') return true;
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/** Command that opens a file in the user's browser, or null where there is none. The file holds the secret, not the command. */
export function browserCommand(file: string): readonly [string, ...string[]] | null {
  if (!hasDisplay()) return null;
  if (process.platform === 'darwin') return ['open', file];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '', file];
  if (isOnPath('xdg-open')) return ['xdg-open', file];
  const browser = APP_BROWSERS.find(isOnPath);
  return browser === undefined ? null : [browser, `--app=${pathToFileURL(file).href}`, '--no-first-run'];
}

/** Opens the file in the user's browser; false where there is none to open it with. */
export async function openInBrowser(file: string): Promise<boolean> {
  const command = browserCommand(file);
  if (command === null) return false;
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

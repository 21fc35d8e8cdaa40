import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasDisplay } from '../serve/browser.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What starts the desktop window, or why it cannot be started here. */
export type DesktopApp = { program: string; args: string[] } | { obstacle: string };

/**
 * How the desktop window is started from a checkout: Electron's executable, where its package has downloaded it (asking
 * the package would start the download), and the built host.
 */
export function desktopApp(root = ROOT, env = process.env, user = process.getuid?.()): DesktopApp {
  const package_ = join(root, 'node_modules', 'electron');
  const record = join(package_, 'path.txt');
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(package_, 'dist');
  const program = existsSync(record) ? join(folder, readFileSync(record, 'utf8').trim()) : null;
  const host = join(root, 'build', 'main', 'electron.js');
  if (program === null || !existsSync(program)) return { obstacle: 'Electron is not installed here' };
  if (!existsSync(host)) return { obstacle: "the desktop host is not built (run 'npm run setup')" };
  if (!hasDisplay(env)) return { obstacle: 'there is no screen' };
  // Chromium refuses to run as root unless its sandbox is switched off, which we never do.
  if (user === 0) return { obstacle: 'Electron does not run as root' };
  return { program, args: [host] };
}

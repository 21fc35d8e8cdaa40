import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/root.mjs';

/**
 * Electron's executable, or null where it was never downloaded (its package does that at first use, which needs more of
 * the network than the registry). Asking the package itself would start the download.
 */
export function electronBinary(root = ROOT, env = process.env) {
  const at = join(root, 'node_modules', 'electron');
  const record = join(at, 'path.txt');
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!existsSync(record) && override === undefined) return null;
  const name = existsSync(record) ? readFileSync(record, 'utf8').trim() : 'electron';
  const binary = join(override ?? join(at, 'dist'), name);
  return existsSync(binary) ? binary : null;
}

/** Why a window of Electron cannot be opened here, in words; null where it can. */
export function electronObstacle(binary, { platform = process.platform, env = process.env, uid } = {}) {
  if (binary === null) return 'Electron’s binary is not here (npx --no-install install-electron downloads it)';
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no screen for a window';
  // Chromium refuses to run as root unless its sandbox is switched off, which we never do.
  if ((uid ?? process.getuid?.()) === 0) return 'Electron does not run as root';
  return null;
}

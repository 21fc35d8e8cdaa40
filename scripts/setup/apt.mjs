import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { say } from './root.mjs';

/** Whether set-up installs system packages by itself: root on Debian or a relative of it. Nothing here ever asks for a password. */
export function installsPackages() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs Debian packages; false where that is not for us to do or fails. apt-get's words go to standard error. */
export function aptInstall(packages) {
  if (!installsPackages()) return false;
  say(`installing ${packages.join(' ')} with apt-get`);
  const options = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const install = () => spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options);
  if (install().status === 0) return true;
  // The package lists may be missing or old.
  spawnSync('apt-get', ['update'], options);
  return install().status === 0;
}

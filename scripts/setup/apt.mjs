import { existsSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { say } from './root.mjs';

/** Whether set-up installs system packages by itself: root on Debian or a relative of it. Nothing here ever asks for a password. */
export function installsPackages() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

function aptOptions() {
  return { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
}

function installing(packages) {
  return ['install', '-y', '--no-install-recommends', ...packages];
}

/**
 * Begins to install Debian packages, mostly waiting for the network, while something else is done. Resolves when
 * apt-get has ended, however: `aptInstall` then finds what is still missing. To be awaited before that is called.
 */
export async function aptInstallMeanwhile(packages) {
  if (!installsPackages() || packages.length === 0) return;
  say(`installing ${packages.join(' ')} with apt-get meanwhile`);
  const child = spawn('apt-get', installing(packages), aptOptions());
  await new Promise((resolve) => child.once('close', resolve).once('error', resolve));
}

/** Installs Debian packages; false where that is not for us to do or fails. apt-get's words go to standard error. */
export function aptInstall(packages) {
  if (!installsPackages()) return false;
  say(`installing ${packages.join(' ')} with apt-get`);
  const options = aptOptions();
  const install = () => spawnSync('apt-get', installing(packages), options);
  if (install().status === 0) return true;
  // The package lists may be missing or old.
  spawnSync('apt-get', ['update'], options);
  return install().status === 0;
}

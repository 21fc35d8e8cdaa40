import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall } from './apt.mjs';
import { BUILD, say } from './root.mjs';

/** Names under which Chromium and its relatives lie on PATH. */
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** Where an installer puts them on systems that keep programs off PATH. */
const PLACES = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

const DONE_WITHOUT = join(BUILD, 'chromium-absent');

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not ours to run.
    return false;
  }
}

/** The browser that the tests and the pictures are made with: KEYCORE_CHROMIUM, else an installed one, else null. */
export function findChromium({ env = process.env, platform = process.platform } = {}) {
  const own = env.KEYCORE_CHROMIUM;
  if (own !== undefined && own !== '') return isExecutable(own) ? own : null;
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => COMMANDS.map((name) => join(folder, name)));
  return [...onPath, ...(PLACES[platform] ?? [])].find(isExecutable) ?? null;
}

/** What is said where there is none. */
export const NO_CHROMIUM =
  'no Chromium or Chrome was found: install one (Debian: apt-get install chromium), or name it by KEYCORE_CHROMIUM';

/** Whether there is a browser, or it was tried before to get one. */
export function chromiumSettled() {
  return findChromium() !== null || existsSync(DONE_WITHOUT);
}

/** Finds a browser for the tests. As root on Debian it is installed; elsewhere it is said that they will be skipped. */
export function provideChromium() {
  if (chromiumSettled()) return;
  if (aptInstall(['chromium']) && findChromium() !== null) return;
  say(`${NO_CHROMIUM}; the browser tests will be skipped`);
  mkdirSync(BUILD, { recursive: true });
  // Tried once, not at every start.
  writeFileSync(DONE_WITHOUT, '');
}

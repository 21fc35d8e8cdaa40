import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** Files that let a browser in; the secret and the last ports stay for the next start. */
function waysIn(): string[] {
  return readdirSync(join(folder, 'user', 'serve')).filter((name) => name !== 'secret' && name !== 'ports.json');
}

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const START = join(ROOT, 'scripts', 'start.mjs');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-start-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Without a screen or Electron, so that nothing opens on the machine that runs the tests. */
function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    KEYCORE_USER_DATA: join(folder, 'user'),
    INIT_CWD: folder,
    ELECTRON_OVERRIDE_DIST_PATH: folder,
    ...more,
  };
  delete env['DISPLAY'];
  delete env['WAYLAND_DISPLAY'];
  return env;
}

test('with KEYCORE_START_CHECK it ends well as soon as the page has answered', () => {
  const env = environment({ KEYCORE_START_CHECK: '1' });
  const { status, stdout, stderr } = spawnSync(process.execPath, [START], { cwd: ROOT, env, encoding: 'utf8' });
  expect({ status, stderr }).toStrictEqual({
    status: 0,
    stderr:
      'npm start: Electron’s binary is not here (npx --no-install install-electron downloads it); ' +
      'opening the window in a browser instead\nnpm start: the page answered\n',
  });
  expect(stdout).toMatch(/^Keycore runs at http:\/\/127\.0\.0\.1:\d+\/ and is stopped by Ctrl-C\.\n/);
  // On a machine without a screen it says how to get in, and leaves no way in behind.
  expect(stdout).toContain('ssh -L');
  expect(waysIn()).toStrictEqual([]);
});

test('a project that is none is refused in the words of the command line', () => {
  const { status, stderr } = spawnSync(process.execPath, [START, 'none.keycore'], {
    cwd: ROOT,
    env: environment(),
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain('none.keycore');
  expect(stderr).not.toMatch(/\n {4}at /);
});

test('runs until it is stopped, and then ends in order', async () => {
  const child = spawn(process.execPath, [START], { cwd: ROOT, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  let said = '';
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('ssh -L')) resolve();
    });
  });
  const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)?.[0] ?? '';
  expect((await fetch(address)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  await expect(fetch(address)).rejects.toThrow('fetch failed');
  expect(existsSync(join(folder, 'user', 'serve'))).toBe(true);
  expect(waysIn()).toStrictEqual([]);
});

describe('a window in Electron', () => {
  type RunElectron = (
    binary: string,
    args: string[],
    options: { check: boolean; cwd: string },
  ) => Promise<{ failure: string | null; status?: number }>;

  /** Something that behaves as Electron's executable would; it writes its arguments to a file. */
  async function run(script: string, check: boolean): ReturnType<RunElectron> {
    const { runElectron } = (await import(join(ROOT, 'scripts', 'start', 'electron-window.mjs'))) as {
      runElectron: RunElectron;
    };
    const binary = join(folder, 'electron');
    writeFileSync(binary, `#!/bin/sh\necho "$@" > arguments\n${script}\n`, { mode: 0o755 });
    return runElectron(binary, ['glass.keycore'], { check, cwd: folder });
  }

  test.skipIf(process.platform === 'win32')(
    'that comes up runs on, or is stopped when it was only checked',
    async () => {
      const up = 'echo "desktop host ready on linux" >&2';
      expect(await run(`${up}\nexit 3`, false)).toStrictEqual({ failure: null, status: 3 });
      expect(readFileSync(join(folder, 'arguments'), 'utf8')).toBe(
        `${join(ROOT, 'build', 'main', 'electron.js')} glass.keycore\n`,
      );
      expect(await run(`${up}\nexec sleep 60`, true)).toStrictEqual({ failure: null, status: 0 });
      // A second instance says nothing and ends well.
      expect(await run('exit 0', false)).toStrictEqual({ failure: null, status: 0 });
    },
  );

  test.skipIf(process.platform === 'win32')(
    'that does not come up is said to be, so that a browser can take over',
    async () => {
      expect(await run('echo "no sandbox" >&2\nexit 127', false)).toStrictEqual({ failure: 'exit code 127' });
      expect(await run('kill -TRAP $$', false)).toStrictEqual({ failure: 'ended by SIGTRAP' });
    },
  );
});

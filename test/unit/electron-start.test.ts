import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SCRIPTS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'scripts', 'start');

interface Binary {
  electronBinary: (root: string, env: Record<string, string>) => string | null;
  electronObstacle: (
    binary: string | null,
    machine: { platform: string; env: Record<string, string>; uid: number },
  ) => string | null;
}

test('Electron is found where its package has downloaded it, and nowhere else', async () => {
  const { electronBinary } = (await import(join(SCRIPTS, 'electron-binary.mjs'))) as Binary;
  const root = mkdtempSync(join(tmpdir(), 'keycore-electron-'));
  try {
    const at = join(root, 'node_modules', 'electron');
    mkdirSync(join(at, 'dist'), { recursive: true });
    expect(electronBinary(root, {})).toBeNull();
    writeFileSync(join(at, 'path.txt'), 'electron');
    expect(electronBinary(root, {})).toBeNull();
    writeFileSync(join(at, 'dist', 'electron'), '');
    expect(electronBinary(root, {})).toBe(join(at, 'dist', 'electron'));
    expect(electronBinary(root, { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'other') })).toBeNull();
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('why no window of Electron opens is said in one line', async () => {
  const { electronObstacle } = (await import(join(SCRIPTS, 'electron-binary.mjs'))) as Binary;
  const screen = { platform: 'linux', env: { DISPLAY: ':0' }, uid: 1000 };
  expect(electronObstacle('/e', screen)).toBeNull();
  expect(electronObstacle('/e', { ...screen, env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBeNull();
  expect(electronObstacle('/e', { ...screen, platform: 'darwin', env: {} })).toBeNull();
  expect(electronObstacle(null, screen)).toBe(
    'Electron’s binary is not here (npx --no-install install-electron downloads it)',
  );
  expect(electronObstacle('/e', { ...screen, env: {} })).toBe('there is no screen for a window');
  expect(electronObstacle('/e', { ...screen, uid: 0 })).toBe('Electron does not run as root');
});

test('the address is taken from the words of the browser host', async () => {
  const { addressIn } = (await import(join(SCRIPTS, 'check-page.mjs'))) as {
    addressIn: (text: string) => string | null;
  };
  expect(addressIn('Keycore runs at http://127.0.0.1:40123/ and is stopped by Ctrl-C.\n')).toBe(
    'http://127.0.0.1:40123/',
  );
  expect(addressIn('Keycore runs at http://127.0.0.1:40')).toBeNull();
  expect(addressIn('refused GET http://example.org/')).toBeNull();
});

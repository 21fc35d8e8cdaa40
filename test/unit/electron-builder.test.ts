import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import type { Configuration } from 'app-builder-lib';
import { DebugLogger } from 'builder-util';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readPng } from '../../scripts/png.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

async function configuration(): Promise<Configuration> {
  return getConfig(ROOT, join(ROOT, 'electron-builder.yml'), null);
}

test('the packaging configuration follows the schema of electron-builder', async () => {
  await expect(validateConfiguration(await configuration(), new DebugLogger(false))).resolves.toBeUndefined();
});

test('the schema check can fail', async () => {
  const config = { ...(await configuration()), electronFuse: {} } as Configuration;
  await expect(validateConfiguration(config, new DebugLogger(false))).rejects.toThrow(
    "unknown property 'electronFuse'",
  );
});

test('the icon is there, large enough for every platform, with nothing behind its plate', async () => {
  const { icon } = await configuration();
  const { width, height, channels, data } = readPng(readFileSync(join(ROOT, icon ?? 'none')));
  expect({ width, height, channels }).toStrictEqual({ width: 1024, height: 1024, channels: 4 });
  const opacity = (x: number, y: number): number => data[4 * (y * width + x) + 3];
  expect([opacity(0, 0), opacity(512, 99), opacity(512, 101), opacity(512, 512)]).toStrictEqual([0, 0, 255, 255]);
});

test('native code stays outside the asar and is not rebuilt', async () => {
  const config = await configuration();
  expect(config.asarUnpack).toContain('**/*.node');
  expect(config.npmRebuild).toBe(false);
});

test('the fuses close every way to run other code in the packaged app', async () => {
  expect((await configuration()).electronFuses).toStrictEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('each system gets its own kinds of package, and each knows .keycore files', async () => {
  const { linux, mac, win, fileAssociations, extraMetadata } = await configuration();
  expect([linux?.target, mac?.target, win?.target]).toStrictEqual([['AppImage', 'deb'], ['dmg'], ['nsis']]);
  expect(fileAssociations).toMatchObject([{ ext: 'keycore', mimeType: 'application/x-keycore', role: 'Editor' }]);
  expect(extraMetadata).toStrictEqual({ main: 'build/main/electron.js' });
});

test('the samples lie beside the asar, where desktop host and SQLite find them', async () => {
  expect((await configuration()).extraResources).toStrictEqual([
    { from: 'assets', to: 'samples', filter: ['*.keycore', '*.json'] },
    { from: 'NOTICE.md', to: 'licences/NOTICE.md' },
    { from: 'node_modules/@fontsource-variable/inter/LICENSE', to: 'licences/Inter.txt' },
    { from: 'node_modules/@fontsource-variable/jetbrains-mono/LICENSE', to: 'licences/JetBrains-Mono.txt' },
    { from: 'node_modules/@fontsource/dejavu-sans/LICENSE', to: 'licences/DejaVu.txt' },
    { from: 'node_modules/dejavu-fonts-ttf/LICENSE', to: 'licences/DejaVu-Math.txt' },
    { from: 'node_modules/@expo-google-fonts/arimo/LICENSE_FONT', to: 'licences/Arimo.txt' },
    { from: 'node_modules/mediabunny/LICENSE', to: 'licences/mediabunny.txt' },
  ]);
});

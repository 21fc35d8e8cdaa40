import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findChromium } from '../../scripts/setup/chromium.mjs';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'keycore-path-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, '#!/bin/sh\n', { mode });
  return path;
}

it('takes the browser that is named, and no other when it is not there', () => {
  const named = program('mine');
  const other = program('chromium');
  expect(findChromium({ env: { PATH: folder, KEYCORE_CHROMIUM: named }, platform: 'linux' })).toBe(named);
  expect(findChromium({ env: { PATH: folder, KEYCORE_CHROMIUM: `${named}-not` }, platform: 'linux' })).toBeNull();
  expect(findChromium({ env: { PATH: folder, KEYCORE_CHROMIUM: '' }, platform: 'linux' })).toBe(other);
});

it('finds Chromium or a relative on PATH, and only what can be run', () => {
  const env = { PATH: ['/nowhere', '', folder].join(delimiter) };
  expect(findChromium({ env, platform: 'linux' })).toBeNull();
  program('chromium', 0o644);
  expect(findChromium({ env, platform: 'linux' })).toBeNull();
  const chrome = program('google-chrome');
  expect(findChromium({ env, platform: 'linux' })).toBe(chrome);
});

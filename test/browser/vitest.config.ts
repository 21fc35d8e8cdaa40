import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BROWSERS } from './chromium.ts';

/** The window in a real browser: some files at a time, each with a Chromium of its own, for pictures take their time. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/browser/**/*.test.ts'],
    exclude: process.env['KEYCORE_LONG'] === undefined ? ['**/*.long.test.ts'] : [],
    globalSetup: ['test/browser/chromium.ts'],
    pool: 'forks',
    maxWorkers: BROWSERS,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 15_000 } },
    allowOnly: false,
  },
});

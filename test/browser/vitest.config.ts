import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What looks at so many pictures that it is run by `npm run test:long` only. */
const LONG = ['test/browser/contrast.test.ts'];

/** The window in a real browser: one Chromium for all files, which run one after another, for pictures take their time. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/browser/**/*.test.ts'],
    exclude: process.env['KEYCORE_LONG'] === undefined ? LONG : [],
    globalSetup: ['test/browser/chromium.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 15_000 } },
    allowOnly: false,
  },
});

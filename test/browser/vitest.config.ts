import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The window in a real browser: one Chromium for all files, which run one after another, for pictures take their time. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/browser/chromium.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 15_000 } },
    allowOnly: false,
  },
});

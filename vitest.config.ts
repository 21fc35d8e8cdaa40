import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/integration/**/*.test.ts'],
    exclude: process.env['KEYCORE_LONG'] === undefined ? ['**/*.long.test.ts'] : [],
    // Processes, not threads: a crash in native code then takes one file's tests down, not the run.
    pool: 'forks',
    // As bin/keycore.js does, which says why.
    execArgv: ['--wasm-wrapper-tiering-budget=2147483647'],
    // More than there are processors: much of the time goes by while a program that is tested starts or waits.
    maxWorkers: '150%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    allowOnly: false,
  },
});

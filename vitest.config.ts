import { defineConfig } from 'vitest/config';

const atLength = process.env['KEYCORE_LONG'] === undefined ? ['**/*.long.test.ts'] : [];

/** Unit tests that replace modules, or look at the threads, the files or the memory of their process: none may share it. */
const ALONE = ['electron-bridge', 'formats-rows-ahead', 'large-pages', 'project-new-file', 'thread-limits'].map(
  (name) => `test/unit/${name}.test.ts`,
);

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        // Files one after another in the same processes: most load the same modules.
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], exclude: [...atLength, ...ALONE], isolate: false },
      },
      {
        extends: true,
        test: { name: 'alone', include: ['test/integration/**/*.test.ts', ...ALONE], exclude: atLength },
      },
    ],
    // Processes, not threads: a crash in native code then takes one file's tests down, not the run.
    pool: 'forks',
    // Node strips types by WebAssembly in each thread; threads that compile and free wrappers of its imports at the same
    // time crash V8 13.6 (Node 24). Not so in bin/keycore.js: another flag than the default there voids the compiled
    // code of Node's own modules, 5 to 9 % of a command.
    execArgv: ['--wasm-wrapper-tiering-budget=2147483647'],
    // More of them only wait for each other: programs that are tested keep the processors busy as well.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    allowOnly: false,
  },
});

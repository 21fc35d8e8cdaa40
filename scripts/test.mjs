// `npm test`: every suite in order, then the skipped tests by name, then one line that sums up all of them.
import { lintSuite } from './suites/lint.mjs';
import { nativeSuite } from './suites/native.mjs';
import { together } from './suites/result.mjs';
import { runSuites } from './suites/run-suites.mjs';
import { browserSuite, vitestSuite } from './suites/vitest.mjs';

await runSuites([
  // Side by side: the kernels' tests run in one thread.
  ['static checks and kernels', async () => together('first', await Promise.all([lintSuite(), nativeSuite()]))],
  // Not side by side: both keep all processors busy, and pictures are drawn as long as a test takes.
  ['unit and integration', vitestSuite],
  ['the window in a browser', browserSuite],
]);

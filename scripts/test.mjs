// `npm test`: every suite in order, then the skipped tests by name, then one line that sums up all of them.
import { lintSuite } from './suites/lint.mjs';
import { nativeSuite } from './suites/native.mjs';
import { runSuites } from './suites/run-suites.mjs';
import { browserSuite, vitestSuite } from './suites/vitest.mjs';

await runSuites([
  ['static checks', lintSuite],
  ['kernels', nativeSuite],
  ['unit and integration', vitestSuite],
  ['the window in a browser', browserSuite],
]);

// `npm test`: every suite in order, then the skipped tests by name, then one line that sums up all of them.
import { lintSuite } from './suites/lint.mjs';
import { nativeSuite } from './suites/native.mjs';
import { judgeSkips } from './suites/skips.mjs';
import { browserSuite, vitestSuite } from './suites/vitest.mjs';

const SUITES = [
  ['static checks', lintSuite],
  ['kernels', nativeSuite],
  ['unit and integration', vitestSuite],
  ['the window in a browser', browserSuite],
];

const results = [];
for (const [title, suite] of SUITES) {
  process.stdout.write(`\n── ${title}\n`);
  results.push(await suite());
}

const { allowed, forbidden } = judgeSkips(results.flatMap((result) => result.skipped));
process.stdout.write('\n');
for (const { name, reason } of allowed) process.stdout.write(`skipped: ${name} (${reason})\n`);
for (const name of forbidden) process.stdout.write(`skipped without permission (test/allowed-skips.json): ${name}\n`);

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const failed = sum('failed');
// The last line is read by machines: every suite's numbers added up.
process.stdout.write(`${sum('passed')} passed, ${failed} failed, ${allowed.length + forbidden.length} skipped\n`);
process.exitCode = failed === 0 && forbidden.length === 0 ? 0 : 1;

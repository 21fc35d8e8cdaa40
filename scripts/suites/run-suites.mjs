import { together } from './result.mjs';
import { judgeSkips } from './skips.mjs';

/**
 * Runs suites ([title, function]) in order, then lists the skipped tests by name, then says one line that sums up all of
 * them, for machines to read. Sets the exit code.
 */
export async function runSuites(suites) {
  const results = [];
  for (const [title, suite] of suites) {
    process.stdout.write(`\n── ${title}\n`);
    results.push(await suite());
  }
  const { passed, failed, skipped } = together('all', results);
  const { allowed, forbidden } = judgeSkips(skipped);
  process.stdout.write('\n');
  for (const { name, reason } of allowed) process.stdout.write(`skipped: ${name} (${reason})\n`);
  for (const name of forbidden) process.stdout.write(`skipped without permission (test/allowed-skips.json): ${name}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed, ${allowed.length + forbidden.length} skipped\n`);
  process.exitCode = failed === 0 && forbidden.length === 0 ? 0 : 1;
}

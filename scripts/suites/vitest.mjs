import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { BUILD, ROOT } from '../setup/root.mjs';
import { NODE, moduleScript, run } from './child.mjs';

const REPORT = join(BUILD, 'test', 'vitest.json');

function summarise(report) {
  const result = { name: 'vitest', passed: 0, failed: 0, skipped: [] };
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') result.passed += 1;
      else if (test.status === 'failed') result.failed += 1;
      else result.skipped.push({ name: `${relative(ROOT, file.name)} > ${test.fullName}`, reason: test.status });
    }
    // A file that does not even load has no test to blame.
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) result.failed += 1;
  }
  return result;
}

/** Unit and integration tests. A run that leaves no report, or fails with no failed test, counts as one failure. */
export async function vitestSuite() {
  mkdirSync(dirname(REPORT), { recursive: true });
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const { status } = await run(NODE, [moduleScript('vitest', 'vitest.mjs'), 'run', ...reporters], { echo: true });
  if (!existsSync(REPORT)) return { name: 'vitest', passed: 0, failed: 1, skipped: [] };
  const result = summarise(JSON.parse(readFileSync(REPORT, 'utf8')));
  // Unhandled errors fail the run without failing a test.
  if (status !== 0 && result.failed === 0) result.failed = 1;
  return result;
}

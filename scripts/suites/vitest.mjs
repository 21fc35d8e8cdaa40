import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { BUILD, ROOT } from '../setup/root.mjs';
import { NODE, moduleScript, run } from './child.mjs';

function summarise(name, report) {
  const result = { name, passed: 0, failed: 0, skipped: [] };
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

/** Runs vitest with `args`. A run that leaves no report, or fails with no failed test, counts as one failure. */
async function vitest(name, args, env = {}) {
  const reportFile = join(BUILD, 'test', `${name}.json`);
  mkdirSync(dirname(reportFile), { recursive: true });
  rmSync(reportFile, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const { status } = await run(NODE, [moduleScript('vitest', 'vitest.mjs'), 'run', ...args, ...reporters], {
    echo: true,
    env,
  });
  if (!existsSync(reportFile)) return { name, passed: 0, failed: 1, skipped: [] };
  const result = summarise(name, JSON.parse(readFileSync(reportFile, 'utf8')));
  // Unhandled errors fail the run without failing a test.
  if (status !== 0 && result.failed === 0) result.failed = 1;
  return result;
}

/** Unit and integration tests. */
export function vitestSuite() {
  return vitest('vitest', []);
}

/** An hour: what tests may take that are asked to try far more than usual. */
const LONG_TIMEOUT_MS = 3_600_000;

/** Some files of the unit and integration tests, with more of their work asked for by the environment. */
export function vitestFiles(name, files, env) {
  return vitest(name, [...files, `--testTimeout=${LONG_TIMEOUT_MS}`], env);
}

/** Some files of the browser's tests, those included that are too long for every change. */
export function browserFiles(name, files) {
  return vitest(name, ['--config', join(ROOT, 'test', 'browser', 'vitest.config.ts'), ...files], { KEYCORE_LONG: '1' });
}

/** The window in a real browser; every test is skipped where there is none. */
export function browserSuite() {
  return vitest('browser', ['--config', join(ROOT, 'test', 'browser', 'vitest.config.ts')]);
}

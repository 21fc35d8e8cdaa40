import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { BUILD, ROOT } from '../setup/root.mjs';
import { moduleScript, runTool } from './child.mjs';
import { resultOf } from './result.mjs';

function summarise(name, report) {
  const result = resultOf(name);
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
async function runVitest(name, args, env = {}) {
  const reportFile = join(BUILD, 'test', `${name}.json`);
  mkdirSync(dirname(reportFile), { recursive: true });
  rmSync(reportFile, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const vitest = moduleScript('vitest', 'vitest.mjs');
  const { status } = await runTool(vitest, ['run', ...args, ...reporters], { echo: true, env });
  if (!existsSync(reportFile)) return resultOf(name, { failed: 1 });
  const result = summarise(name, JSON.parse(readFileSync(reportFile, 'utf8')));
  // Unhandled errors fail the run without failing a test.
  if (status !== 0 && result.failed === 0) result.failed = 1;
  return result;
}

/** Unit and integration tests. */
export function vitestSuite() {
  return runVitest('vitest', []);
}

const BROWSER = ['--config', join(ROOT, 'test', 'browser', 'vitest.config.ts')];

/** What test/effort.ts looks at. */
const AT_LENGTH = { KEYCORE_LONG: '1' };

/** An hour: what tests may take that are asked to try far more than usual. */
const LONG_TIMEOUT_MS = 3_600_000;

/** Some files of the unit and integration tests, with more of their work asked for by the environment. */
export function vitestFiles(name, files, env) {
  return runVitest(name, [...files, `--testTimeout=${LONG_TIMEOUT_MS}`], env);
}

/** Files of tests in a folder of test/ that do more at length, or are for that only (test/effort.ts). */
function filesAtLength(folder) {
  return readdirSync(join(ROOT, 'test', folder))
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => name.endsWith('.long.test.ts') || isAtLength(join(ROOT, 'test', folder, name)))
    .map((name) => join('test', folder, name));
}

function isAtLength(path) {
  return readFileSync(path, 'utf8').includes("from '../effort.ts'");
}

/** Every unit and integration test that can do more, at length. */
export function vitestAtLength() {
  return vitestFiles('long', [...filesAtLength('unit'), ...filesAtLength('integration')], AT_LENGTH);
}

/** The same of the window's tests. */
export function browserAtLength() {
  return runVitest('browser-long', [...BROWSER, ...filesAtLength('browser')], AT_LENGTH);
}

/** The window in a real browser; every test is skipped where there is none. */
export function browserSuite() {
  return runVitest('browser', BROWSER);
}

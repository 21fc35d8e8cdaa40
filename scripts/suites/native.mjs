import { basename, join } from 'node:path';
import { runnableVariants } from '../setup/cpu.mjs';
import { cmakeBuild } from '../setup/native-build.mjs';
import { SetupError } from '../setup/root.mjs';
import { run } from './child.mjs';

/** doctest's last line but one, e.g. `[doctest] test cases: 12 | 12 passed | 0 failed | 0 skipped`. */
const SUMMARY = /\[doctest\] test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed\s*\|(?:\s*(\d+) skipped)?/;

const SANITIZER_SETTINGS = {
  ASAN_OPTIONS: 'detect_leaks=1:halt_on_error=1:detect_stack_use_after_return=1:strict_string_checks=1',
  UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
};

/**
 * Runs one program of tests. A run without a summary, without a single test case, or with another exit code than its
 * summary says has failed.
 */
async function runTests(name, program, env) {
  const title = basename(program);
  const { status, output } = await run(program, ['--no-colors=true'], { echo: true, env });
  const summary = output.match(SUMMARY);
  if (summary === null) return failure(name, `${title} ended without a summary (exit code ${status})`);
  const [total, passed, failed, filtered] = summary.slice(1).map((text) => Number(text ?? 0));
  if (total === 0) return failure(name, `${title} ran no test case`);
  // doctest does not name what it leaves out.
  const skipped = Array.from({ length: filtered }, (_, at) => ({
    name: `${name} > test case ${at + 1} of ${filtered} left out by doctest`,
    reason: '',
  }));
  // E.g. a leak found at exit, after the summary.
  const late = failed === 0 && status !== 0;
  if (late) process.stdout.write(`${title} passed but ended with exit code ${status}\n`);
  return { name, passed, failed: late ? 1 : failed, skipped };
}

function failure(name, message) {
  process.stdout.write(`${message}\n`);
  return { name, passed: 0, failed: 1, skipped: [] };
}

/**
 * Builds and runs the kernels' own tests, with `sanitize` under AddressSanitizer and UndefinedBehaviorSanitizer; and
 * those of the dynamics, which is other code for each width of vector, in the widest variant this CPU runs.
 */
export async function nativeSuite({ sanitize = false } = {}) {
  const name = sanitize ? 'native (sanitizers)' : 'native';
  const widest = runnableVariants().at(-1);
  const programs = widest === 'generic' ? ['kernel-tests'] : ['kernel-tests', 'kernel-tests-wide'];
  const variables = {
    CMAKE_BUILD_TYPE: sanitize ? 'RelWithDebInfo' : 'Release',
    KEYCORE_NATIVE_TESTS: 'ON',
    KEYCORE_SANITIZE: sanitize ? 'ON' : 'OFF',
    KEYCORE_WIDE_VARIANT: widest === 'generic' ? '' : widest,
    KEYCORE_VARIANTS: '',
  };
  let folder;
  try {
    folder = cmakeBuild(sanitize ? 'native-sanitize' : 'native-tests', variables, programs);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return failure(name, error.message);
  }
  const env = sanitize ? SANITIZER_SETTINGS : {};
  const sum = { name, passed: 0, failed: 0, skipped: [] };
  for (const program of programs) {
    const { passed, failed, skipped } = await runTests(name, join(folder, program), env);
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped.push(...skipped);
  }
  return sum;
}

import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { addonBuild } from '../setup/addon.mjs';
import { runnableVariants } from '../setup/cpu.mjs';
import { cmakeBuild } from '../setup/native-build.mjs';
import { BUILD, SetupError } from '../setup/root.mjs';
import { run } from './child.mjs';
import { resultOf, together } from './result.mjs';
import { vitestFiles } from './vitest.mjs';

/** doctest's last line but one, e.g. `[doctest] test cases: 12 | 12 passed | 0 failed | 0 skipped`. */
const SUMMARY = /\[doctest\] test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed\s*\|(?:\s*(\d+) skipped)?/;

const SANITIZER_SETTINGS = {
  ASAN_OPTIONS: 'detect_leaks=1:halt_on_error=1:detect_stack_use_after_return=1:strict_string_checks=1',
  UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
  TSAN_OPTIONS: 'halt_on_error=1:second_deadlock_stack=1',
};

/** Ways in which memory lies between pages that nobody may touch (test/native/guarded). */
const GUARDS = ['behind', 'before', 'odd'];

/** The instruction sets that this CPU runs. */
const VARIANTS = runnableVariants();
const [LOWEST] = VARIANTS;
const WIDEST = VARIANTS.at(-1);

/** Programs of tests: the kernels', and those of the dynamics, other code for each width of vector, in the widest. */
const PROGRAMS = WIDEST === LOWEST ? ['kernel-tests'] : ['kernel-tests', 'kernel-tests-wide'];

/** What `cmakeBuild` is given for the instruction sets of the tests. */
function testVariants() {
  return { KEYCORE_TEST_VARIANT: LOWEST, KEYCORE_WIDE_VARIANT: WIDEST === LOWEST ? '' : WIDEST };
}

/** The tests with the very objects of the addon. */
function testBuild() {
  const { folder, variables } = addonBuild();
  return { folder, variables: { ...variables, KEYCORE_NATIVE_TESTS: 'ON', ...testVariants() } };
}

/** A build of the tests under sanitizers. */
function sanitizedVariables(sanitize) {
  return {
    CMAKE_BUILD_TYPE: 'RelWithDebInfo',
    KEYCORE_NATIVE_TESTS: 'ON',
    KEYCORE_SANITIZE: sanitize,
    KEYCORE_VARIANTS: '',
    ...testVariants(),
  };
}

/**
 * Runs one program of tests, `how` in words where it runs in several ways. A run without a summary, without a single
 * test case, or with another exit code than its summary says has failed.
 */
async function runTests(name, program, env, how = '') {
  const title = `${basename(program)}${how}`;
  const { status, output } = await run(program, ['--no-colors=true'], { env });
  process.stdout.write(`${title}\n${output}`);
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
  return resultOf(name, { failed: 1 });
}

/**
 * Builds `targets` in `build/<folder>`; gives what then has to be run, of `runs`: [program, environment, in words]. A build
 * that fails is a run that fails.
 */
function runsOfBuild(name, { folder, variables }, targets, runs) {
  try {
    const built = cmakeBuild(folder, variables, targets);
    return runs.map(
      ([program, env, how]) =>
        () =>
          runTests(name, join(built, program), env, how),
    );
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return [() => failure(name, error.message)];
  }
}

/** Results of runs, each of one thread, so many at a time. */
async function allRun(name, runs, atATime) {
  const waiting = [...runs];
  const results = [];
  const runOneAfterAnother = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results.push(await next());
  };
  await Promise.all(Array.from({ length: atATime }, runOneAfterAnother));
  return together(name, results);
}

/** Builds and runs the kernels' own tests, one after another: what is checked beside them keeps the other processors busy. */
export function nativeSuite() {
  const targets = [...PROGRAMS, 'kernel-threads'];
  const runs = targets.map((program) => [program, {}]);
  return allRun('native', runsOfBuild('native', testBuild(), targets, runs), 1);
}

/**
 * The kernels' tests under AddressSanitizer and UndefinedBehaviorSanitizer, what two threads share under
 * ThreadSanitizer; on Linux also the kernels' tests with every array between guard pages, in every way, and the addon,
 * built with the first two sanitizers, against callers that mean no good.
 */
export async function sanitizedSuite() {
  const name = 'native (sanitizers)';
  const addons = join(BUILD, 'native-sanitize', 'addon');
  const variables = {
    ...sanitizedVariables('address'),
    // That of kernel-tests: one build of the kernels serves both.
    KEYCORE_VARIANTS: LOWEST,
    KEYCORE_OUTPUT: addons,
  };
  const runs = [
    ...runsOfBuild(
      name,
      { folder: 'native-sanitize', variables },
      [...PROGRAMS, `keycore-${LOWEST}`],
      PROGRAMS.map((program) => [program, SANITIZER_SETTINGS]),
    ),
    ...runsOfBuild(
      name,
      { folder: 'native-threads', variables: sanitizedVariables('thread') },
      ['kernel-threads'],
      [['kernel-threads', SANITIZER_SETTINGS]],
    ),
  ];
  if (process.platform === 'linux') {
    const guarded = PROGRAMS.map((program) => `${program}-guarded`);
    const guardedRuns = guarded.flatMap((program) =>
      GUARDS.map((guard) => [program, { KEYCORE_GUARD: guard }, `, memory guarded: ${guard}`]),
    );
    runs.push(...runsOfBuild(name, testBuild(), guarded, guardedRuns));
    // Elsewhere the sanitizers' library has another name and another way in.
    runs.push(() => sanitizedAddon(addons));
  }
  return allRun(name, runs, availableParallelism());
}

/** test/unit/addon-hostile.test.ts against the addon in `folder`; Node itself is no sanitized program. */
async function sanitizedAddon(folder) {
  const { output } = await run(process.env.CXX ?? 'c++', ['-print-file-name=libasan.so']);
  return vitestFiles('addon-sanitized', ['test/unit/addon-hostile.test.ts'], {
    KEYCORE_ADDON_DIR: folder,
    KEYCORE_ADDON_VARIANT: LOWEST,
    KEYCORE_ADDON_PRELOAD: output.trim(),
    // Node ends without giving its memory back.
    ASAN_OPTIONS: 'detect_leaks=0:halt_on_error=1:strict_string_checks=1:allocator_may_return_null=1',
    UBSAN_OPTIONS: SANITIZER_SETTINGS.UBSAN_OPTIONS,
  });
}

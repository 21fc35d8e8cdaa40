import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/root.mjs';
import { filesUnder, pathInRoot } from '../setup/source-files.mjs';
import { moduleScript, runTool } from './child.mjs';
import { checkCppFormat } from './cpp-format.mjs';
import { resultOf } from './result.mjs';

/** Folders whose imports are checked; those that do not exist yet are left out. */
const CRUISED = ['native-workers', 'src-main', 'src-renderer', 'test', 'scripts', 'bin'];

async function node(script, ...args) {
  const { status, output } = await runTool(script, args, { env: { NO_COLOR: '1', FORCE_COLOR: '0' } });
  return { ok: status === 0, output };
}

/** A check by a program that a package has in its folder `bin`. */
const tool = (packageName, script, ...args) => node(moduleScript(packageName, 'bin', script), ...args);

/** "kernels ↛ bindings": no kernel includes Node-API or a file of bindings/. */
function checkKernelIncludes() {
  const offences = filesUnder(join(ROOT, 'native-workers', 'kernels'))
    .filter((path) => /\.(cc|h|hpp)$/.test(path))
    .flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .map((text, at) => ({ text, place: `${pathInRoot(path)}:${at + 1}` }))
        .filter(({ text }) => /^\s*#\s*include\s*[<"](napi|node_api|js_native_api|.*bindings\/)/.test(text)),
    );
  return { ok: offences.length === 0, output: offences.map(({ place, text }) => `${place}: ${text}\n`).join('') };
}

const CHECKS = [
  ['eslint', () => tool('eslint', 'eslint.js', '--max-warnings', '0', '.')],
  ['prettier', () => tool('prettier', 'prettier.cjs', '--check', '--log-level', 'warn', '.')],
  ['typescript', () => tool('typescript', 'tsc', '--noEmit', '-p', '.')],
  ['typescript, browser tests', () => tool('typescript', 'tsc', '--noEmit', '-p', join('test', 'browser'))],
  [
    'svelte-check',
    () => tool('svelte-check', 'svelte-check', '--workspace', 'src-renderer', '--tsconfig', './tsconfig.json'),
  ],
  [
    'import direction',
    () => tool('dependency-cruiser', 'dependency-cruiser.mjs', '--config', '.dependency-cruiser.cjs', ...CRUISED),
  ],
  ['no two folders import each other', () => node(join(ROOT, 'scripts', 'folder-pairs.ts'))],
  ['no exported name is defined twice', () => node(join(ROOT, 'scripts', 'exported-names.ts'))],
  ['kernels include no bindings', async () => checkKernelIncludes()],
  ['clang-format', checkCppFormat],
];

/** Runs every static check, two at a time; each counts as one test. A check may answer { skip: reason }. */
export async function lintSuite() {
  const result = resultOf('lint');
  const queue = [...CHECKS];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [name, check] = next;
      const started = Date.now();
      const { ok, output = '', skip } = await check();
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      if (skip !== undefined) {
        process.stdout.write(`  ↓ ${name}: skipped, ${skip}\n`);
        result.skipped.push({ name: `lint > ${name}`, reason: skip });
        continue;
      }
      process.stdout.write(`  ${ok ? '✓' : '✗'} ${name} (${seconds} s)\n${ok ? '' : output}`);
      if (ok) result.passed += 1;
      else result.failed += 1;
    }
  };
  await Promise.all([worker(), worker()]);
  return result;
}

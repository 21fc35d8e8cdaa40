import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from '../setup/root.mjs';
import { moduleScript, runTool } from './child.mjs';
import { checkCppFormat } from './cpp-format.mjs';

/** Folders whose imports are checked; those that do not exist yet are left out. */
const CRUISED = ['native-workers', 'src-main', 'src-renderer', 'test', 'scripts', 'bin'];

async function node(script, ...args) {
  const { status, output } = await runTool(script, args, { env: { NO_COLOR: '1', FORCE_COLOR: '0' } });
  return { ok: status === 0, output };
}

/** "kernels ↛ bindings": no kernel includes Node-API or a file of bindings/. */
function checkKernelIncludes() {
  const folder = join(ROOT, 'native-workers', 'kernels');
  const offences = readdirSync(folder, { recursive: true })
    .filter((name) => /\.(cc|h|hpp)$/.test(name))
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .map((text, at) => ({ text, place: `${relative(ROOT, join(folder, name))}:${at + 1}` }))
        .filter(({ text }) => /^\s*#\s*include\s*[<"](napi|node_api|js_native_api|.*bindings\/)/.test(text)),
    );
  return { ok: offences.length === 0, output: offences.map(({ place, text }) => `${place}: ${text}\n`).join('') };
}

const CHECKS = [
  ['eslint', () => node(moduleScript('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.')],
  ['prettier', () => node(moduleScript('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.')],
  ['typescript', () => node(moduleScript('typescript', 'bin', 'tsc'), '--noEmit', '-p', '.')],
  [
    'typescript, browser tests',
    () => node(moduleScript('typescript', 'bin', 'tsc'), '--noEmit', '-p', join('test', 'browser')),
  ],
  [
    'svelte-check',
    () =>
      node(
        moduleScript('svelte-check', 'bin', 'svelte-check'),
        '--workspace',
        'src-renderer',
        '--tsconfig',
        './tsconfig.json',
      ),
  ],
  [
    'import direction',
    () =>
      node(
        moduleScript('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
        ...CRUISED,
      ),
  ],
  ['no two folders import each other', () => node(join(ROOT, 'scripts', 'folder-pairs.ts'))],
  ['no exported name is defined twice', () => node(join(ROOT, 'scripts', 'exported-names.ts'))],
  ['kernels include no bindings', async () => checkKernelIncludes()],
  ['clang-format', checkCppFormat],
];

/** Runs every static check, two at a time; each counts as one test. A check may answer { skip: reason }. */
export async function lintSuite() {
  const result = { name: 'lint', passed: 0, failed: 0, skipped: [] };
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

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProgram, flattenDiagnosticMessageText } from 'typescript';
import { ROOT } from '../integration/cli-runner.ts';
import { carryOut, stepsOf } from './recipe.ts';

const BUILD_TIMEOUT_MS = 300_000;
const RECIPE = stepsOf('docs/potentials.md');

/** Where the headers of the tests lie, as an earlier build has found or fetched them. */
function knownHeaders(): string[] {
  const cache = join(ROOT, 'build', 'native', 'CMakeCache.txt');
  if (!existsSync(cache)) return [];
  const found = readFileSync(cache, 'utf8').matchAll(/^((?:Eigen|Doctest|Spectra)_INCLUDE):PATH=(.*)$/gm);
  return [...found].filter(([, , folder]) => existsSync(folder)).map(([, name, folder]) => `-D${name}=${folder}`);
}

let copy = '';

function run(command: string, args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: copy, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
  return stdout;
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'keycore-trial-form-'));
  for (const folder of ['native-workers/kernels', 'native-workers/contract', 'test/native'])
    cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
  cpSync(join(ROOT, 'native-workers', 'CMakeLists.txt'), join(copy, 'native-workers', 'CMakeLists.txt'));
  carryOut(copy, RECIPE);
});

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

test('the recipe has a header, its place in the list, its parameters and an example', () => {
  expect(RECIPE.map(({ path }) => path)).toEqual([
    'native-workers/kernels/forms/morse.hpp',
    'native-workers/kernels/forms/forms.hpp',
    'native-workers/contract/sample.ts',
    'test/native/forms.cc',
  ]);
});

/** Its derivatives, its forces in packs and in the dynamics, and its table: test/native/every-form.cc. */
test('the form of the recipe compiles and passes the tests of every form', { timeout: BUILD_TIMEOUT_MS }, () => {
  const options = ['-DCMAKE_BUILD_TYPE=Release', '-DKEYCORE_VARIANTS=', '-DKEYCORE_NATIVE_TESTS=ON'];
  run('cmake', ['-S', 'native-workers', '-B', 'build', ...options, ...knownHeaders()]);
  run('cmake', ['--build', 'build', '--config', 'Release', '--parallel', '2', '--target', 'kernel-tests-forms']);
  const program = join(copy, 'build', 'kernel-tests-forms');
  expect(run(program, ['--no-colors=true'])).toMatch(/test cases: +(\d+) \| +\1 passed \| +0 failed/);
  expect(run(program, ['--no-colors=true', '--list-test-cases'])).toContain('Morse');
});

test('TypeScript knows the parameters of the form', () => {
  const errors = (form: string): string => {
    const file = join(copy, 'native-workers', `${form}.ts`);
    const parameters = 'depth: [1], steepness: [6], place: [1], cutoff: [2.5]';
    writeFileSync(
      file,
      `import type { PotentialSpec } from './contract/sample.ts';\n` +
        `export const spec: PotentialSpec = { form: '${form}', ${parameters} };\n`,
    );
    const program = createProgram([file], { strict: true, noEmit: true, allowImportingTsExtensions: true, types: [] });
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .map(({ messageText }) => flattenDiagnosticMessageText(messageText, '\n'))
      .join('\n');
  };
  expect(errors('morse')).toBe('');
  expect(errors('lennard-jones')).toContain('depth');
});

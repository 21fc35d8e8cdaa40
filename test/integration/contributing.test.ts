import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createProgram,
  flattenDiagnosticMessageText,
  parseJsonConfigFileContent,
  readConfigFile,
  sys,
} from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nearestImage } from '../../native-workers/configuration/configuration.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import type { StoredSample } from '../../src-main/project/samples.ts';
import { itAtLength } from '../effort.ts';
import { carryOut, stepsOf } from '../unit/recipe.ts';
import { ROOT } from './cli-runner.ts';

/** The worked examples of CONTRIBUTING.md, carried out in a copy of the sources from that page. */
const PAGE = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const STEPS = stepsOf('CONTRIBUTING.md');
/** The commands of the page, without `npx`. */
const COMMANDS = [...PAGE.matchAll(/^npx --no-install keycore (.*)$/gm)].map(([, command]) => command.split(' '));

/** Commands are compiled in the copy, where nothing is compiled yet: seconds on a machine that is busy. */
const PATIENTLY = { timeout: 120_000 };

let copy = '';

/** The command of the page that has a word. */
function commandWith(word: string): string[] {
  const command = COMMANDS.find((words) => words.includes(word));
  if (command === undefined) throw new Error(`the page has no command with '${word}'`);
  return command;
}

/** Runs a command in the copy, and gives what it prints. */
async function keycore(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [join(copy, 'bin', 'keycore.js'), ...args], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, KEYCORE_USER_DATA: join(copy, 'user') },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}:\n${out}\n${err}`);
  return out;
}

async function sampleOf(project: string): Promise<StoredSample> {
  using opened = await openProject(join(copy, project), { mode: 'read' });
  return opened.readSample(1);
}

/** U/N of all pairs within their cutoff, force-shifted; `phi` gives φ and φ′ of a pair of species. */
function energyPerParticle(
  { configuration, numbers }: StoredSample,
  cutoff: readonly number[][],
  phi: (a: number, b: number, r: number) => [value: number, slope: number],
): number {
  const { positions, species, box } = configuration;
  let energy = 0;
  for (let i = 0; i < numbers.particles; i++)
    for (let j = 0; j < i; j++) {
      const [a, b] = [species[i], species[j]];
      const separation = nearestImage(
        box,
        positions[2 * i] - positions[2 * j],
        positions[2 * i + 1] - positions[2 * j + 1],
      );
      const [r, end] = [Math.hypot(...separation), cutoff[a][b]];
      const [atEnd, slopeAtEnd] = phi(a, b, end);
      if (r < end) energy += phi(a, b, r)[0] - atEnd - slopeAtEnd * (r - end);
    }
  return energy / numbers.particles;
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'keycore-contributing-'));
  for (const folder of ['bin', 'native-workers', 'src-main', 'scripts', 'assets'])
    cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json']) cpSync(join(ROOT, file), join(copy, file));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  mkdirSync(join(copy, 'build'));
  symlinkSync(join(ROOT, 'build', 'addon'), join(copy, 'build', 'addon'), 'junction');
  carryOut(copy, STEPS);
  for (const [, name, text] of PAGE.matchAll(/`([\w-]+\.json)`:\n\n```json\n(.*?)\n```\n/gs))
    writeFileSync(join(copy, name), text);
});

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

test('the page has its steps and commands', () => {
  expect(STEPS.map(({ path }) => path)).toEqual([
    'native-workers/models/registry.ts',
    'native-workers/analyses/mode-share/mode-share-report.ts',
    'native-workers/analyses/mode-share/mode-share-run.ts',
    'native-workers/analyses/mode-share/mode-share-analysis.ts',
    'native-workers/analyses/table.ts',
    'src-main/figures/panels/decay.ts',
    'src-main/figures/registry.ts',
    'src-main/figures/panel-list.ts',
  ]);
  expect(COMMANDS.map(([verb]) => verb)).toEqual(['simulate', 'simulate', 'mode-share', 'figures']);
});

test('the potential without code makes a glass of its energy', PATIENTLY, async () => {
  await keycore(...commandWith('exp.json'));
  const sample = await sampleOf('exp.keycore');
  const sigma = [
    [1, 1.2],
    [1.2, 1.4],
  ];
  const cutoff = sigma.map((row) => row.map((s) => 2 * s));
  const energy = energyPerParticle(sample, cutoff, (a, b, r) => {
    const value = Math.exp(-4 * (r - sigma[a][b]));
    return [value, -4 * value];
  });
  // The kernels have it as a table of nodes.
  expect(sample.numbers.energyPerParticle / energy).toBeCloseTo(1, 8);
  expect(sample.numbers.maxForce).toBeLessThan(1e-10);
});

test('the model is known to the commands, and its energy is that of the literature’s formula', PATIENTLY, async () => {
  await keycore(...commandWith('lb.json'));
  const sample = await sampleOf('lb.keycore');
  const [large, small] = [2 * Math.sin(Math.PI / 5), 2 * Math.sin(Math.PI / 10)];
  const sigma = [
    [large, 1],
    [1, small],
  ];
  const energy = energyPerParticle(
    sample,
    sigma.map((row) => row.map((s) => 2.5 * s)),
    (a, b, r) => {
      const [epsilon, sixth] = [a === b ? 0.5 : 1, (sigma[a][b] / r) ** 6];
      return [4 * epsilon * (sixth ** 2 - sixth), (-24 * epsilon * (2 * sixth ** 2 - sixth)) / r];
    },
  );
  expect(sample.numbers.model).toBe('2dlb');
  expect(sample.numbers.energyPerParticle / energy).toBeCloseTo(1, 12);
  expect(sample.configuration.species.filter((kind) => kind === 0)).toHaveLength(Math.round(200 / Math.sqrt(5)));
});

test('the form in the kernels compiles, and its derivatives are those of its energy', PATIENTLY, () => {
  const folder = join(copy, 'form');
  cpSync(join(ROOT, 'native-workers', 'kernels'), join(folder, 'native-workers', 'kernels'), { recursive: true });
  carryOut(
    folder,
    stepsOf('docs/potentials.md').filter(({ path }) => path.startsWith('native-workers/kernels/')),
  );
  writeFileSync(
    join(folder, 'form.cc'),
    `#include <cstdio>
#include "kernels/forms/forms.hpp"
// It is in the list of forms.
template <class... Form> constexpr bool lists_morse(const keycore::FormList<Form...>&) {
  return (std::is_same_v<Form, keycore::Morse> || ...);
}
static_assert(lists_morse(keycore::Forms{}));
int main() {
  for (double r = 0.8; r < 2.5; r += 0.1) {
    const auto at = [](double x) { return keycore::Morse().phi(std::array{1.5, 3.0, 1.1}, x * x, x); };
    const double h = 1e-4;
    const auto [u, slope, curvature] = at(r);
    const auto [below, slope_below, c0] = at(r - h);
    const auto [above, slope_above, c1] = at(r + h);
    std::printf("%.17g %.17g %.17g %.17g %.17g\\n", r, slope, (above - below) / (2 * h), curvature, (slope_above - slope_below) / (2 * h));
  }
}
`,
  );
  const cache = readFileSync(join(ROOT, 'build', 'native', 'CMakeCache.txt'), 'utf8');
  const compiler = /^CMAKE_CXX_COMPILER:\w+=(.*)$/m.exec(cache)?.[1] ?? 'c++';
  const compiled = spawnSync(compiler, ['-std=c++20', '-O0', '-w', '-I', 'native-workers', 'form.cc', '-o', 'form'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(compiled.stderr).toBe('');
  const { stdout } = spawnSync(join(folder, 'form'), { encoding: 'utf8' });
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  expect(rows).toHaveLength(17);
  for (const [, slope, difference, curvature, ofSlope] of rows) {
    // Central differences miss h²/6 of the third and fourth derivative, at most 3e3 and 2e4 here, of h = 1e-4.
    expect(Math.abs(slope - difference)).toBeLessThan(5e-6);
    expect(Math.abs(curvature - ofSlope)).toBeLessThan(4e-5);
  }
});

test('the analysis is a command, its report is kept, and it says what the fields say', PATIENTLY, async () => {
  const out = await keycore(...commandWith('mode-share'));
  const { fields, report } = await sampleOf('assets/2dipl-qlm.keycore');
  const psi = fields.vibrability ?? new Float64Array();
  const softest = psi.indexOf(Math.max(...psi));
  const [x, y] = fields.displacements.subarray(2 * softest, 2 * softest + 2);
  const share = (x * x + y * y) / report.modes[0].omega ** 2 / psi[softest];
  expect(share).toBeGreaterThan(0.5);
  expect(out).toContain(`the 1 lowest: ${(100 * share).toFixed(1)} % of Ψ at its maximum`);
  // Nothing is kept of samples that ship.
  cpSync(join(copy, 'assets', '2dipl-qlm.keycore'), join(copy, 'glass.keycore'));
  const more = await keycore('mode-share', 'glass.keycore', '1', '--modes', '20', '--json', '-');
  const { atMaximum } = JSON.parse(more) as { atMaximum: number };
  expect(atMaximum).toBeGreaterThan(share);
  expect(atMaximum).toBeLessThan(1);
  using kept = await openProject(join(copy, 'glass.keycore'), { mode: 'read' });
  const reports = kept.copiesOfReports(1).map(({ row, arrays }) => [row.analysis, arrays.map(({ name }) => name)]);
  expect(reports).toEqual([['mode-share', ['share']]]);
});

test('the figure is drawn, with the numbers that it shows', PATIENTLY, async () => {
  await keycore(...commandWith('figures'));
  const { configuration, report, fields } = await sampleOf('assets/2dipl-qlm.keycore');
  const name = '2dipl-qlm-1-psi-decay';
  expect(readFileSync(join(copy, 'figures', `${name}.svg`), 'utf8')).toMatch(/^<\?xml|^<svg/);
  expect(
    readFileSync(join(copy, 'figures', `${name}.pdf`))
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  const rows = readFileSync(join(copy, 'figures', `${name}.csv`), 'utf8')
    .trim()
    .split(/\r?\n/);
  const numbers = rows.filter((row) => /^\d/.test(row)).map((row) => row.split(',').map(Number));
  expect(numbers).toHaveLength(configuration.ids.length);
  // The softest particle is of the key core, and Ψ falls off from there.
  const square = report.keyCore.squareIds ?? report.keyCore.stringIds;
  const nearest = numbers
    .toSorted((a, b) => a[1] - b[1])
    .slice(0, 6)
    .map(([id]) => id);
  expect(nearest).toEqual(expect.arrayContaining(square));
  for (const [id, , psi] of numbers)
    expect(psi).toBeCloseTo(fields.vibrability?.[configuration.ids.indexOf(id)] ?? 0, 6);
  const mean = (from: number, to: number): number => {
    const within = numbers.filter(([, distance]) => distance >= from && distance < to);
    return within.reduce((sum, [, , psi]) => sum + psi, 0) / within.length;
  };
  expect(mean(0, 2)).toBeGreaterThan(3 * mean(8, 16));
});

itAtLength('the types of all examples are right', PATIENTLY, async () => {
  const { config } = readConfigFile(join(copy, 'tsconfig.json'), (path) => sys.readFile(path)) as { config: unknown };
  const { options } = parseJsonConfigFileContent(config, sys, copy);
  const files = STEPS.map(({ path }) => join(copy, path));
  const program = createProgram(files, { ...options, noEmit: true });
  const errors = files.flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  expect(errors.map(({ messageText }) => flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});

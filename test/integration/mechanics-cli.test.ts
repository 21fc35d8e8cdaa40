import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mechanicsAnalysis } from '../../native-workers/analyses/mechanics/mechanics-analysis.ts';
import { mechanicsReportSchema } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inProcess, ROOT } from './cli-runner.ts';
import { writeSmallGlass } from './small-glass.ts';
import { listReports } from '../unit/project-lists.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-mechanics-'));
const glass = join(folder, 'glass.dump');
const project = join(folder, 'glass.keycore');
let ids: number[];

beforeAll(async () => {
  ({ ids } = await writeSmallGlass(glass));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function mechanics(...args: string[]) {
  const { code, out, err } = await inProcess(['mechanics', ...args, '--json', '-']);
  expect(err).not.toContain('keycore:');
  expect(code).toBe(0);
  return mechanicsReportSchema.parse(JSON.parse(out));
}

async function kept(path: string, sample = 1) {
  const opened = await openProject(path, { mode: 'read' });
  try {
    return listReports(opened, mechanicsAnalysis, sample);
  } finally {
    opened.close();
  }
}

test('a file: JSON only on standard output, every curve at every angle', async () => {
  const report = await mechanics(glass, '--model', '2dipl', '--degrees', '10', '--pin', `${ids[3]},${ids[9]}`);
  expect(report.degrees).toHaveLength(36);
  expect(report.settings).toEqual({ degrees: 10, stringCutoff: 2.5, pinned: [ids[3], ids[9]] });
  expect(report.sets.pinned).toEqual([ids[3], ids[9]]);
  expect(report.curves.pinned).toHaveLength(36);
  expect(report.provenance.source).toBe(`${glass}, frame 0 (timestep 0)`);
});

test('a file into a project, then the sample of the project: one report each, the same numbers, told by info', async () => {
  const first = await mechanics(glass, '--model', '2dipl', '--degrees', '30', '-o', project);
  expect(await kept(project)).toMatchObject([{ report: first }]);
  // The file again: nothing is analysed or kept again.
  await mechanics(glass, '--model', '2dipl', '--degrees', '30', '-o', project);
  expect(await kept(project)).toHaveLength(1);
  const again = await mechanics(project, '1', '--degrees', '30');
  expect(again.curves).toEqual(first.curves);
  expect(again.strings).toEqual(first.strings);
  expect(await kept(project)).toHaveLength(1);
  await mechanics(project, '1', '--degrees', '45', '--no-keep');
  expect(await kept(project)).toHaveLength(1);
  const other = await mechanics(project, '1', '--degrees', '30', '--string-cutoff', '1.5');
  expect((other.strings?.unionIds ?? []).length).toBeGreaterThan(first.strings?.unionIds.length ?? 0);
  const reports = await kept(project);
  expect(reports.map(({ report }) => report.settings.stringCutoff)).toEqual([2.5, 1.5]);
  const { out } = await inProcess(['info', project, '--json', '-']);
  expect(JSON.parse(out)).toMatchObject({ counts: { samples: 1, mechanics: 2 } });
});

test('the summary names curves, sets and strings', async () => {
  const { code, out } = await inProcess(['mechanics', project, '1', '--degrees', '30']);
  expect(code).toBe(0);
  for (const line of [
    /^model 2dipl \(.*\), N = 64$/m,
    /^bulk modulus \d+\.\d{3}, pressure \d+\.\d{4}$/m,
    /^nothing +0 +-?\d+\.\d{3}/m,
    /^string and all excited +\d+ /m,
    /^hidden strings: \|x_i\| > \d+\.\d+ σ per unit strain/m,
    /^ +0 +-?\d\.\d{4}/m,
  ])
    expect(out).toMatch(line);
});

test('merge carries the reports over, each once', async () => {
  const copy = join(folder, 'copy.keycore');
  copyFileSync(project, copy);
  await mechanics(copy, '1', '--degrees', '90');
  const { code, out } = await inProcess(['merge', project, copy, '-o', join(folder, 'merged.keycore')]);
  expect(code).toBe(0);
  expect(out).toContain('3 reports on mechanics');
  const merged = await kept(join(folder, 'merged.keycore'));
  expect(merged).toEqual(await kept(copy));
  expect(merged.map(({ report }) => report.settings.degrees)).toEqual([30, 30, 90]);
});

test('export writes the number of angles at which a particle belongs to a hidden string', async () => {
  const target = join(folder, 'exported.dump');
  const { code } = await inProcess(['export', project, '1', '--format', 'dump', '-o', target]);
  expect(code).toBe(0);
  const [head, body] = readFileSync(target, 'utf8')
    .trim()
    .split('ITEM: ATOMS ')[1]
    .split(/\n(.*)/s);
  const rows = body.split('\n');
  const column = head.split(' ').indexOf('n_angle');
  expect(column).toBeGreaterThan(0);
  const last = (await kept(project)).at(-1)?.report;
  expect(rows.map((row) => Number(row.split(' ')[column]))).toEqual(last?.strings?.nAngle);
});

describe('is refused, and nothing is written:', () => {
  test.each<[string, string[], string]>([
    ['a step that does not divide 360', ['--degrees', '7'], '--degrees: a step of 7° does not divide 360°'],
    ['an id that is no number', ['--pin', '3,x'], '--pin: expected a whole number, or several separated by commas'],
    ['an unknown id', ['--pin', '3,100000'], 'pinned: there is no particle 100000; ids run from 1 to 64'],
    ['an id twice', ['--pin', '3,4,3'], 'pinned: particle 3 is named twice'],
    [
      'all of them',
      ['--pin', Array.from({ length: 64 }, (_, at) => at + 1).join(',')],
      'all 64 particles are pinned: nothing is left to relax',
    ],
    ['several frames', ['--frame', 'all'], '--frame: expected one frame: its number, or last'],
    ['a cutoff of 0', ['--string-cutoff', '0'], '--string-cutoff: expected a number above 0'],
  ])('%s', async (_, flags, message) => {
    const target = join(folder, 'refused.keycore');
    const { code, out, err } = await inProcess(['mechanics', glass, '--model', '2dipl', ...flags, '-o', target]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(existsSync(target)).toBe(false);
  });

  test.each<[string, string[], string]>([
    ['a project without a number', [], 'this is a project; name the sample by its number'],
    ['a number that is none', ['one'], "sample: expected the number of a sample, got 'one'"],
    ['a sample that is not there', ['7'], 'there is no sample 7'],
    ['an output beside a project', ['1', '-o', 'x.keycore'], '-o: is for files'],
  ])('%s', async (_, rest, message) => {
    const before = readFileSync(project);
    const { code, err } = await inProcess(['mechanics', project, ...rest]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(readFileSync(project).equals(before)).toBe(true);
  });

  test('a number beside a file', async () => {
    const { code, err } = await inProcess(['mechanics', glass, '1']);
    expect(code).toBe(2);
    expect(err).toContain("'1' follows a file that is no project (.keycore)");
  });

  test('a sample that is unstable as it stands', async () => {
    // A square lattice at the crystal's density gives way to shear.
    const liquid = join(folder, 'square.csv');
    const spacing = 1 / Math.sqrt(0.86);
    const rows = Array.from(
      { length: 100 },
      (_, i) => `${i + 1},1,${(i % 10) * spacing},${Math.floor(i / 10) * spacing}`,
    );
    writeFileSync(liquid, `id,type,x,y\n${rows.join('\n')}\n`);
    const side = 10 * spacing;
    const { code, err } = await inProcess([
      ...['mechanics', liquid, '--model', 'crystal', '--no-relax', '--box', `${side},${side}`],
    ]);
    expect(code).toBe(2);
    expect(err).toContain('this sample is unstable: its Hessian has');
  });
});

test('a sample of a project that another process writes is worked out, and not kept', async () => {
  const holder = await openProject(project, { mode: 'write' });
  try {
    const { code, err } = await inProcess(['mechanics', project, '1', '--degrees', '60']);
    expect(code).toBe(0);
    expect(err).toContain(`the report is not kept: ${project}: `);
    expect(err).toContain(String(process.pid));
  } finally {
    holder.close();
  }
});

/** A published inherent structure of 2DIPL, N = 800, which may not be part of this repository. */
const FILE = join(ROOT, '..', 'shared', 'reference', 'IS.2DIPL.atom');

// The word "reference" in the names is what test/allowed-skips.json looks for.
describe.skipIf(!existsSync(FILE))('the published reference structure of 2DIPL', () => {
  test('G(0°) and G(15°), free and with three particles pinned, by an independent calculation', async () => {
    const { curves, degrees } = await mechanics(FILE, '--model', '2dipl', '--degrees', '5', '--pin', '165,243,459');
    expect([degrees[0], degrees[3]]).toEqual([0, 15]);
    const found = [curves.unpinned[0], curves.unpinned[3], curves.pinned?.[0], curves.pinned?.[3]];
    for (const [at, expected] of [13.918, 12.486, 15.583, 15.448].entries())
      expect(Math.abs((found[at] ?? Number.NaN) - expected)).toBeLessThan(1e-3);
  });
});

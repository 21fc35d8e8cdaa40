import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportSchema, type Report } from '../../native-workers/analysis/report/report.ts';
import { reportWithVerdict } from '../../native-workers/analysis/verdict/stored-verdict.ts';
import { ProjectHandle } from '../../src-main/library/open-project-handle.ts';
import { SampleLibrary } from '../../src-main/library/sample-library.ts';
import { mergeProjects } from '../../src-main/merge/merge-projects.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import type { SampleResult } from '../../src-main/project/sample-result.ts';
import { inProcess, ROOT } from '../integration/cli-runner.ts';
import { madeUpSample } from '../integration/project-sample.ts';

/** A project of Keycore 0.1.0, which judged by N·PR; two of the modes of its sample 1 have displacements. */
const OLDER = join(ROOT, 'test', 'fixtures', 'projects', 'version-7.keycore');

let folder: string;
let path: string;
const at = (name: string): string => join(folder, name);

type Qlm = Partial<NonNullable<Report['qlm']>>;

/** A made-up sample with what a report says of its lowest mode. */
function judged(seed: number, qlm: Qlm): SampleResult {
  const sample = madeUpSample(seed);
  const numbers = { participants: 40, threshold: 150, omegaT: 0.5, isQlm: true };
  const elasticity = { shear: null, pinnedShear: null, bulk: null, pressure: null, relativeAnisotropy: null };
  return { ...sample, report: { ...sample.report, elasticity, qlm: { ...numbers, ...qlm } } };
}

const QLM: Qlm = { criterion: 'phonon-share', verdict: 'qlm', phononShare: 1 / 3, limits: [0.5, 0.7] };
const UNDECIDED: Qlm = { ...QLM, verdict: null, phononShare: null, verdictReason: 'the sample is unstable' };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-verdict-'));
  path = at('glass.keycore');
  const project = await createProject(path);
  project.addJob({ configuration: { model: '2dipl' }, seed: '5', samples: 4 });
  project.storeSample(1, judged(1, QLM));
  project.storeSample(2, judged(2, UNDECIDED));
  project.storeSample(3, judged(3, {}));
  project.storeSample(4, madeUpSample(4));
  project.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function reading<T>(file: string, read: (project: Project) => T): Promise<T> {
  const project = await openProject(file, { mode: 'read' });
  try {
    return read(project);
  } finally {
    project.close();
  }
}

const verdictsOf = (project: Project): unknown[] => project.listSamples().map(({ verdict }) => verdict);

const STORED = [
  { verdict: 'qlm', phononShare: 1 / 3, criterion: 'phonon-share' },
  { verdict: null, phononShare: null, criterion: 'phonon-share' },
  null,
  null,
];

test('verdicts are stored, listed and merged; a report of the older criterion has none', async () => {
  const merged = at('merged.keycore');
  await reading(path, (project) => {
    expect(verdictsOf(project)).toEqual(STORED);
    expect(project.readNumbers(1).verdict).toEqual(STORED[0]);
    expect(project.losses()).toEqual([]);
  });
  const project = await openProject(path, { mode: 'read' });
  await mergeProjects([project], merged);
  project.close();
  await reading(merged, (copy) => {
    expect(verdictsOf(copy)).toEqual(STORED);
    expect(copy.losses()).toEqual([]);
  });
});

test('of two results of one structure that are as rich, merging keeps the one with a verdict', async () => {
  const names = ['older.keycore', 'newer.keycore'];
  for (const [index, qlm] of [{}, QLM].entries()) {
    const project = await createProject(at(names[index]));
    const { report, ...sample } = judged(7, qlm);
    const modes = report.modes.map((mode) => ({ ...mode, omega: 0.1 + mode.index }));
    project.addSample({ configuration: { of: names[index] }, seed: null }, { ...sample, report: { ...report, modes } });
    project.close();
  }
  for (const order of [names, [...names].reverse()]) {
    const projects = await Promise.all(order.map(async (name) => openProject(at(name), { mode: 'read' })));
    const target = at(`of-${order[0]}`);
    await mergeProjects(projects, target);
    for (const project of projects) project.close();
    await reading(target, (merged) => expect(verdictsOf(merged)).toEqual([STORED[0]]));
  }
});

test.each(['DELETE FROM verdict WHERE sample = 1', "UPDATE verdict SET verdict = 'phonon' WHERE sample = 1"])(
  'a row that is lost or changed behind Keycore’s back is read from the report and made again: %s',
  async (change) => {
    const file = at(`lost-${String(change.length)}.keycore`);
    copyFileSync(path, file);
    const db = new Database(file);
    db.exec(change);
    db.close();
    await reading(file, (project) => {
      expect(verdictsOf(project)).toEqual(STORED);
      expect(project.losses()).toEqual([
        "sample 1: the row of its verdict is lost; it is read from the sample's report",
      ]);
    });
    const project = await openProject(file, { mode: 'write' });
    expect(project.messages).toEqual([
      "sample 1: the row of its verdict was lost; it was made again from the sample's report",
    ]);
    expect(project.losses()).toEqual([]);
    expect(verdictsOf(project)).toEqual(STORED);
    project.close();
  },
);

test('info lists verdicts, and what an older Keycore said under its own name', async () => {
  const { out } = await inProcess(['info', path]);
  expect(out).toMatch(
    /4 samples of 1 job, 1 with a QLM \(1 of the 1 that an older Keycore judged by N·PR are localised\)/,
  );
  expect(out).toMatch(/^ +1 .* 40 +0\.333 +QLM +/m);
  expect(out).toMatch(/^ +2 .* 40 +– +undecided +/m);
  expect(out).toMatch(/^ +3 .* 40 +– +by N·PR: localised +/m);
  const json = await inProcess(['info', path, '--json', '-']);
  const { samples } = JSON.parse(json.out) as { samples: { verdict: unknown; elasticity: unknown }[] };
  expect(samples.map(({ verdict }) => verdict)).toEqual(STORED);

  const some = await inProcess(['info', path, '--verdict', 'qlm']);
  expect(some.out.match(/^ +\d+ +2dipl/gm)).toHaveLength(1);
  expect((await inProcess(['info', path, '--verdict', 'phonon', '--json', '-'])).out).toContain(
    '"samples":[],"failures":[],"losses"',
  );
  const wrong = await inProcess(['info', path, '--verdict', 'yes']);
  expect(wrong).toMatchObject({ code: 2, err: "keycore: --verdict: expected one of qlm, hybrid, phonon, got 'yes'\n" });
});

test('a sample of an older Keycore has no stored verdict; opened, it is judged by its modes as an analysis now would', async () => {
  const file = at('version-7.keycore');
  copyFileSync(OLDER, file);
  const project = await openProject(file, { mode: 'read' });
  try {
    const stored = project.readSample(1);
    expect(stored.numbers).toMatchObject({ verdict: null, elasticity: { isQlm: 1 } });
    expect(reportSchema.parse(stored.report).qlm).not.toHaveProperty('verdict');
    const { qlm, modes } = reportWithVerdict(stored);
    expect(qlm).toMatchObject({ ...stored.report.qlm, criterion: 'phonon-share', limits: [0.5, 0.7] });
    expect(qlm?.phononShare).toBe(modes[0].phononShare);
    expect(modes[0].phononShare).toBeGreaterThan(0);
    expect(modes.slice(0, 3).map(({ phononShare }) => typeof phononShare)).toEqual(['number', 'number', 'object']);
    expect(modes[2].reason).toBe('phononShare: the displacements of the mode are not at hand');

    const handle = new ProjectHandle('p', {
      project,
      file,
      origin: 'saved',
      key: 'known.x',
      shownPath: file,
      readOnlyReason: 'the test only reads',
      notices: [],
    });
    const { report, judged: found } = new SampleLibrary().facts(handle, 1);
    expect(report.qlm).not.toHaveProperty('verdict');
    expect(found).toEqual({ modes, qlm });
  } finally {
    project.close();
  }
});

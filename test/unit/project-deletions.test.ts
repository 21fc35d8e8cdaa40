import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { deletedAnalysis, storedAnalysis } from '../../src-main/import/analysis-job.ts';
import { mergeProjects } from '../../src-main/merge/merge-projects.ts';
import { takeIn } from '../../src-main/merge/take-in.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { madeUpSample } from '../integration/project-sample.ts';

const JOB = { configuration: { task: 'simulate', model: '2dipl' }, seed: '1' };

let folder: string;
const at = (name: string): string => join(folder, `${name}.keycore`);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-deletions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A project with the first samples of one job; more numbers are allotted. */
async function made(name: string, samples = 4, allotted = samples): Promise<Project> {
  const project = await createProject(at(name));
  project.addJob({ ...JOB, samples: allotted });
  for (let number = 1; number <= samples; number++)
    project.storeSample(number, {
      ...madeUpSample(number),
      traces: [{ name: 'trace/time', unit: 'τ', data: Float32Array.of(number, 2 * number) }],
    });
  return project;
}

async function reopened(name: string): Promise<Project> {
  return openProject(at(name), { mode: 'write' });
}

async function merged(names: readonly string[], output: string): Promise<Project> {
  using opened = new DisposableStack();
  const projects: Project[] = [];
  for (const name of names) projects.push(opened.use(await openProject(at(name), { mode: 'read' })));
  await mergeProjects(projects, at(output));
  return await reopened(output);
}

describe('deleted samples', () => {
  test('are there for nothing, and come back as they were, also after a restart', async () => {
    const project = await made('a');
    project.addTag(2, 'soft');
    project.addNote(2, 'look');
    project.renameSample(2, 'the soft one');
    const before = [project.summary(), project.listModes(), project.listNotes(), project.readSample(2)];
    const { deletion } = project.deleteSamples([3, 2, 3]);
    expect(project.sampleNumbers()).toEqual([1, 4]);
    expect(project.listSamples().map(({ number }) => number)).toEqual([1, 4]);
    expect([project.countSamples(), project.hasSample(2)]).toEqual([2, false]);
    expect([project.listTags().size, project.listNotes().length]).toEqual([0, 0]);
    expect(project.listModes().some(({ sample }) => sample === 2)).toBe(false);
    expect(project.summary().counts).toMatchObject({ samples: 2, deleted: 2, missing: 0, notes: 0 });
    expect(project.listJobs()).toMatchObject([{ samples: 4, stored: 2, deleted: 2, failed: 0 }]);
    for (const read of [
      () => project.readSample(2),
      () => project.readField(2, 'ids'),
      () => project.copiesOfReports(2),
      () => project.addTag(2, 'hard'),
      () => project.deleteSamples([1, 2]),
    ])
      expect(read).toThrow(
        /sample 2 was deleted on \d{4}-\d\d-\d\d \d\d:\d\d UTC; restore it in the window or by `keycore restore`/,
      );
    expect(project.hasSample(1)).toBe(true);
    project.close();
    const again = await reopened('a');
    expect(again.messages).toEqual([]);
    expect(again.losses()).toEqual([]);
    expect(again.listDeletions()).toMatchObject([
      {
        deletion,
        samples: [
          { sample: 2, label: 'the soft one', purged: 0 },
          { sample: 3, purged: 0 },
        ],
      },
    ]);
    expect(again.undoDeletion(deletion)).toEqual([2, 3]);
    const after = again.summary();
    expect([{ ...after, bytes: 0, writer: null }, again.listModes(), again.listNotes(), again.readSample(2)]).toEqual([
      { ...(before[0] as typeof after), bytes: 0, writer: null },
      ...before.slice(1),
    ]);
    expect(() => again.undoDeletion(deletion)).toThrow('its samples are restored already');
    again.close();
  });

  test('of one deletion are restored while those of another stay deleted, in any order', async () => {
    const project = await made('a');
    const first = project.deleteSamples([1]);
    const second = project.deleteSamples([2, 3]);
    expect(second.deletion).toBe(first.deletion + 1);
    project.undoDeletion(first.deletion);
    expect(project.sampleNumbers()).toEqual([1, 4]);
    expect(() => project.restoreSamples([2, 4])).toThrow('sample 4 is not deleted; nothing was restored');
    project.restoreSamples([2]);
    project.deleteSamples([1]);
    expect(project.undoDeletion(second.deletion)).toEqual([3]);
    expect(project.sampleNumbers()).toEqual([2, 3, 4]);
    project.close();
  });

  test('are not made again when their job is resumed, nor found missing', async () => {
    const project = await made('a', 3, 4);
    project.deleteSamples([2]);
    expect(project.incompleteJobs()).toMatchObject([{ samples: 4, stored: 2, deleted: 1 }]);
    expect(project.addJob({ ...JOB, samples: 4 })).toMatchObject({ resumed: true, samples: 4, deleted: 1 });
    expect(() => project.storeSample(2, madeUpSample(2))).toThrow('sample 2 was deleted on');
    expect(() => project.markFailed(2, 'no')).toThrow('sample 2 was deleted on');
    project.storeSample(4, madeUpSample(4));
    expect(project.incompleteJobs()).toEqual([]);
    project.close();
  });

  test('of a file do not come back by reading the file again', async () => {
    const project = await createProject(at('a'));
    const result = madeUpSample(1, { imported: true });
    const job = { task: 'analyze', model: '2dipl', configurationHash: 'h', analysis: { modes: 20 } };
    const number = project.addSample({ configuration: job, seed: null }, result);
    expect([storedAnalysis(project, job), deletedAnalysis(project, job)]).toEqual([number, null]);
    project.deleteSamples([number]);
    expect(deletedAnalysis(project, job)).toMatch(/^the project had it, and sample 1 was deleted on /);
    expect(() => storedAnalysis(project, job)).toThrow(BadInput);
    project.restoreSamples([number]);
    expect(storedAnalysis(project, job)).toBe(number);
    project.close();
  });

  test('are removed for good with everything that belongs to them, and can then only be made again', async () => {
    const project = await made('a');
    for (const number of [2, 3]) {
      project.addTag(number, 'soft');
      project.addNote(number, 'look');
      project.renameSample(number, 'mine');
    }
    project.deleteSamples([2, 3]);
    project.restoreSamples([3]);
    const { samples, freeBytes } = project.purgeDeleted();
    expect(samples).toEqual([2]);
    expect(freeBytes).toBeGreaterThan(0);
    const bytes = project.bytes();
    project.shrink();
    expect(project.bytes()).toBeLessThanOrEqual(bytes - freeBytes);
    expect(project.losses()).toEqual([]);
    expect(project.purgeDeleted().samples).toEqual([]);
    expect(() => project.readSample(2)).toThrow(/deleted on .* for good; “restore”/);
    expect(() => project.storeSample(2, madeUpSample(2))).toThrow('for good');
    const db = new Database(at('a'), { readonly: true });
    for (const table of ['field', 'mode', 'tag', 'note', 'title', 'hexatic', 'trace', 'optionalRows'])
      expect(db.prepare(`SELECT count(*) FROM ${table} WHERE sample = 2`).pluck().get(), table).toBe(0);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    db.close();
    project.restoreSamples([2]);
    expect(project.incompleteJobs()).toMatchObject([{ stored: 3, deleted: 0 }]);
    project.storeSample(2, madeUpSample(2));
    expect(project.sampleNumbers()).toEqual([1, 2, 3, 4]);
    project.close();
  });

  test('stay as they are in a project that may only be read, and a damaged deletion is named', async () => {
    (await made('a')).close();
    const reader = await openProject(at('a'), { mode: 'read' });
    expect(() => reader.deleteSamples([1])).toThrow(
      'deleting samples is not possible: the project was opened for reading',
    );
    reader.close();
    const project = await reopened('a');
    project.deleteSamples([1, 2]);
    project.close();
    const db = new Database(at('a'));
    db.exec("UPDATE deletedSample SET label = 'another' WHERE sample = 2");
    db.close();
    const damaged = await reopened('a');
    expect(() => damaged.listDeletions()).toThrow(/deletion of sample 2: the project is damaged here/);
    expect(damaged.sampleNumbers()).toEqual([3, 4]);
    damaged.close();
  });

  test('a kill -9 between deletions leaves each of them whole or not there', async () => {
    (await made('a', 12)).close();
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { openProject } from '${join(ROOT, 'src-main/project/open-project.ts')}';
         const project = await openProject('${at('a')}', { mode: 'write' });
         for (let number = 1; number <= 11; number += 2) {
           project.deleteSamples([number, number + 1]);
           process.stdout.write('.');
         }`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let acknowledged = 0;
    child.stdout.on('data', (dots: Buffer) => {
      acknowledged += dots.length;
      if (acknowledged >= 2) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const project = await reopened('a');
    const left = project.countSamples();
    expect(left).toBeLessThanOrEqual(12 - 2 * acknowledged);
    expect(left % 2).toBe(0);
    expect(project.losses()).toEqual([]);
    expect(project.listDeletions().flatMap(({ samples }) => samples)).toHaveLength(12 - left);
    project.close();
  });
});

describe('merging', () => {
  test('brings nothing back that one of the projects has deleted, whatever the order, and it can be restored', async () => {
    const a = await made('a');
    a.addTag(2, 'soft');
    a.deleteSamples([2]);
    const b = await made('b');
    b.addNote(2, 'look');
    b.renameSample(1, 'the first');
    for (const project of [a, b]) project.close();
    const contents = [];
    for (const [order, name] of [
      [['a', 'b'], 'ab'],
      [['b', 'a'], 'ba'],
    ] as const) {
      const whole = await merged(order, name);
      expect(whole.sampleNumbers()).toEqual([1, 3, 4]);
      expect(whole.titleOf(1)).toBe('the first');
      const [{ deletion, samples }] = whole.listDeletions();
      expect(samples).toMatchObject([{ sample: 2, purged: 0 }]);
      whole.undoDeletion(deletion);
      expect(whole.listTags().get(2)).toEqual(['soft']);
      expect(whole.readTraces(2)).toEqual([{ name: 'trace/time', unit: 'τ', data: Float32Array.of(2, 4) }]);
      contents.push([whole.summary().samples, whole.listNotes(), whole.readSample(2)]);
      whole.close();
    }
    expect(contents[0]).toEqual(contents[1]);
  });

  test('keeps what is deleted for good out by job and index, and by content under another job', async () => {
    const a = await made('a');
    a.deleteSamples([2, 3]);
    a.purgeDeleted();
    a.close();
    (await made('b', 2)).close();
    const c = await createProject(at('c'));
    c.addSample({ configuration: { task: 'analyze' }, seed: null }, madeUpSample(3));
    c.close();
    const whole = await merged(['b', 'a', 'c'], 'whole');
    expect(whole.listSamples().map(({ contentHash }) => contentHash)).toHaveLength(2);
    expect(whole.listDeletions().flatMap(({ samples }) => samples)).toHaveLength(3);
    expect(whole.incompleteJobs()).toEqual([]);
    // What b and c still have can be restored; index 2 of the job is nowhere.
    expect(
      whole
        .listDeletions()
        .flatMap(({ samples }) => samples)
        .map(({ purged }) => purged)
        .sort(),
    ).toEqual([0, 0, 1]);
    whole.close();
  });

  test('a structure that is there twice and deleted once stays', async () => {
    const a = await made('a', 2);
    const twin = a.addSample({ configuration: { task: 'analyze' }, seed: null }, madeUpSample(1));
    a.deleteSamples([twin]);
    a.close();
    const whole = await merged(['a'], 'whole');
    expect(whole.countSamples()).toBe(2);
    whole.close();
  });

  test('into an open project takes what it lacks, adds to what it has, and leaves out what was deleted here', async () => {
    const here = await made('here', 3);
    here.deleteSamples([2]);
    const other = await made('other', 5);
    other.renameSample(1, 'the first');
    other.addTag(1, 'soft');
    other.addNote(null, 'of the project');
    other.deleteSamples([4]);
    const watch = { runExclusive: <T>(action: () => T) => Promise.resolve(action()) };
    const from = [{ project: other, name: 'other.keycore' }];
    const result = await takeIn(here, from, watch);
    expect(result).toMatchObject({ samples: [4], enriched: 1, tags: 1, notes: 1 });
    expect(result.skipped.map(({ samples, reason }) => `${samples} ${reason}`)).toEqual([
      '1 they were deleted here; restore them under “Deleted…”',
      '1 they are here already, with all that belongs to them',
    ]);
    expect(here.readSample(4)).toMatchObject({ report: madeUpSample(5).report, numbers: { position: 4 } });
    expect([here.titleOf(1), here.listTags().get(1)]).toEqual(['the first', ['soft']]);
    const again = await takeIn(here, from, watch);
    expect(again).toMatchObject({ samples: [], enriched: 0, tags: 0, notes: 0 });
    expect(here.losses()).toEqual([]);
    for (const project of [here, other]) project.close();
  });
});

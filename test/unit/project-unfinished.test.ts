import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { madeUpSample } from '../integration/project-sample.ts';
import { missingSamples } from './project-lists.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-unfinished-'));
  path = join(folder, 'glass.keycore');
});
afterEach(() => rmSync(folder, { recursive: true }));

const CONFIGURATION = { model: '2dipl', n: 40 };

describe('jobs', () => {
  it('pass over what failed until that is to be tried again, or has a result after all', async () => {
    let project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 4 });
    project.storeSample(1, madeUpSample(1));
    project.markFailed(2, 'did not converge: max|F| = 2e-7', '77');
    project.markFailed(4, ' worker died ');
    const failed = [
      { number: 2, seed: '77', version: KEYCORE_VERSION, reason: 'did not converge: max|F| = 2e-7' },
      { number: 4, seed: null, version: KEYCORE_VERSION, reason: 'worker died' },
    ];
    project.close();
    project = await openProject(path, { mode: 'write' });
    expect(project.listFailures()).toMatchObject(failed);
    expect(Date.parse(project.listFailures(1)[0].failedAt)).toBeGreaterThan(Date.now() - 60_000);
    expect(project.readJob(1)).toMatchObject({ samples: 4, stored: 1, failed: 2 });
    expect(missingSamples(project, 1)).toEqual([{ number: 3, position: 2 }]);
    expect(project.summary().counts).toMatchObject({ samples: 1, failed: 2, missing: 1 });
    expect(project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 4 })).toMatchObject({ failed: 2 });
    // The latest reason stands; a result takes the mark away.
    project.markFailed(2, 'again', '77');
    expect(project.listFailures(1)[0]).toMatchObject({ number: 2, reason: 'again' });
    project.storeSample(2, madeUpSample(2));
    expect(project.listFailures().map(({ number }) => number)).toEqual([4]);
    expect(project.retryFailed(1)).toBe(1);
    expect(missingSamples(project, 1).map(({ number }) => number)).toEqual([3, 4]);
    expect(project.retryFailed(1)).toBe(0);

    expect(() => project.markFailed(1, 'no')).toThrow('sample 1 is stored; it cannot be marked as failed');
    expect(() => project.markFailed(5, 'no')).toThrow('sample number 5 belongs to no job');
    expect(() => project.markFailed(3, '  ')).toThrow('a reason is needed to mark sample 3 as failed');
    expect(() => project.listFailures(9)).toThrow(/there is no job 9/);
    expect(() => project.retryFailed(9)).toThrow(/there is no job 9/);
    project.close();
  });

  it('are found by what they make, and listed while they lack samples', async () => {
    const project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 2 });
    project.addJob({ configuration: CONFIGURATION, seed: '6', samples: 1 });
    const turned = { n: CONFIGURATION.n, model: CONFIGURATION.model };
    expect(project.findJob(turned, '5')).toEqual(project.readJob(1));
    expect(project.findJob(turned, null)).toBeNull();
    const lacking = (): number[] => project.incompleteJobs().map(({ number }) => number);
    expect(lacking()).toEqual([1, 2]);
    project.storeSample(1, madeUpSample(1));
    project.storeSample(3, madeUpSample(3));
    expect(lacking()).toEqual([1]);
    project.markFailed(2, 'did not converge');
    expect(lacking()).toEqual([]);
    expect([project.countSamples(), project.hasSample(1), project.hasSample(2)]).toEqual([2, true, false]);
    project.close();
  });

  it('of one sample are added and stored in one step', async () => {
    const project = await createProject(path);
    project.addJob({ configuration: { other: 1 }, seed: '1', samples: 2 });
    expect(project.addSample({ configuration: CONFIGURATION, seed: null }, madeUpSample(1))).toBe(3);
    expect(() => project.addSample({ configuration: CONFIGURATION, seed: null }, madeUpSample(1))).toThrow(
      'sample 3 is stored already',
    );
    // A result that contradicts itself leaves no job behind either.
    const bad = { ...madeUpSample(2), columns: [{ name: 'x', values: new Float64Array(1) }] };
    expect(() => project.addSample({ configuration: { other: 2 }, seed: null }, bad)).toThrow("values in column 'x'");
    expect(project.listJobs().map(({ stored, samples }) => [stored, samples])).toEqual([
      [0, 2],
      [1, 1],
    ]);
    project.close();
  });
});

describe('pending work', () => {
  it('is there from its beginning to its end, also after the project was closed', async () => {
    let project = await createProject(path);
    const work = { id: 'abc', kind: 'import', title: 'Import of a.dump', request: { frame: 'all', modes: 4 } };
    project.beginWork(work);
    const [begun] = project.listPending();
    project.beginWork({ ...work, title: 'taken up again' });
    project.close();
    project = await openProject(path, { mode: 'write' });
    expect(project.listPending()).toEqual([begun]);
    expect(begun).toEqual({ ...work, begunAt: begun.begunAt });
    expect(project.endWork('abc')).toBe(true);
    expect(project.endWork('abc')).toBe(false);
    expect(project.listPending()).toEqual([]);
    expect(() => project.beginWork({ ...work, id: '' })).toThrow('work needs an id, a kind and a title');
    project.close();
    const reader = await openProject(path, { mode: 'read' });
    expect(() => reader.beginWork(work)).toThrow("beginning 'Import of a.dump' is not possible");
    reader.close();
  });

  it('and failures that were altered are found out', async () => {
    const project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 1 });
    project.markFailed(1, 'did not converge');
    project.beginWork({ id: 'abc', kind: 'import', title: 'Import of a.dump', request: {} });
    project.close();
    const db = new Database(path);
    db.exec(`UPDATE failure SET reason = 'a miracle'; UPDATE pending SET request = '{"x":1}'`);
    db.close();
    const reader = await openProject(path, { mode: 'read' });
    expect(() => reader.listFailures()).toThrow('failure of sample 1: the project is damaged here');
    expect(() => reader.listPending()).toThrow("pending work 'Import of a.dump': the project is damaged here");
    reader.close();
  });
});

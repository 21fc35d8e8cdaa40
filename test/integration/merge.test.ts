import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { times } from '../effort.ts';
import { mergeProjects } from '../../src-main/merge/merge-projects.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import { inChild, inProcess, ROOT } from './cli-runner.ts';
import { COUNTED, countedOn } from './counted-analysis.ts';
import { madeUpSample } from './project-sample.ts';
import { listReports, missingSamples, readReportArrays, samplesWithReport } from '../unit/project-lists.ts';

vi.setConfig({ testTimeout: 180_000 });

let root: string;
let folder: string;
let count = 0;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'keycore-merge-'));
});
beforeEach(() => {
  folder = mkdtempSync(join(root, `${count++}-`));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Everything a project tells, but for the numbers that SQLite gives to rows. */
function whole(project: Project) {
  const { jobs, samples, counts } = project.summary();
  return {
    jobs,
    samples,
    counts,
    failures: project.listFailures(),
    allotted: jobs.map(({ number }) => project.allottedSamples(number)),
    notes: project.listNotes().map(({ sample, writtenAt, text }) => ({ sample, writtenAt, text })),
    results: samples.map(({ number }) => project.readSample(number)),
  };
}

async function contents(name: string) {
  const project = await openProject(at(name), { mode: 'read' });
  try {
    return whole(project);
  } finally {
    project.close();
  }
}

async function make(name: string, fill: (project: Project) => void): Promise<string> {
  const project = await createProject(at(name));
  fill(project);
  project.close();
  return at(name);
}

async function merge(names: string[], output: string) {
  return inProcess(['merge', ...names.map(at), '-o', at(output)]);
}

const JOB = { configuration: { task: 'simulate', model: '2dipl' }, seed: '1' };

describe('parts of one ensemble', () => {
  const settings = { model: '2dipl', particles: 100, seed: 'parts', analysis: { modes: 3 } };

  test('become what one run makes, bit for bit, in any order', async () => {
    writeFileSync(at('glass.json'), JSON.stringify(settings));
    const simulate = async (...more: string[]) => {
      expect((await inProcess(['simulate', at('glass.json'), ...more])).code).toBe(0);
    };
    await simulate('--samples', '6', '-o', at('one.keycore'));
    await simulate('--first', '4', '--samples', '2', '-o', at('c.keycore'));
    await simulate('--first', '0', '--samples', '1', '-o', at('a.keycore'));
    await simulate('--first', '1', '--samples', '3', '-o', at('b.keycore'));
    const run = await merge(['c.keycore', 'a.keycore', 'b.keycore'], 'all.keycore');
    expect(run).toEqual({ code: 0, out: `${at('all.keycore')}: 6 samples of 1 job from 3 files\n`, err: '' });
    for (const sample of ['1', '2', '5', '6']) {
      const bytes: Buffer[] = [];
      for (const name of ['one', 'all']) {
        const file = at(`${name}-${sample}.npz`);
        const exported = ['export', at(`${name}.keycore`), sample, '--format', 'npz', '-o', file];
        expect((await inProcess(exported)).code).toBe(0);
        bytes.push(readFileSync(file));
      }
      expect(bytes[0].equals(bytes[1])).toBe(true);
    }
    const [one, all] = [await contents('one.keycore'), await contents('all.keycore')];
    expect(all.allotted).toEqual(one.allotted);
    const untimed = (each: typeof all) =>
      each.samples.map((sample) => ({ ...sample, storedAt: null, wallSeconds: null }));
    expect(untimed(all)).toEqual(untimed(one));
    // And the whole is a job like any other: it can be enlarged.
    await simulate('--samples', '7', '-o', at('all.keycore'));
    expect((await contents('all.keycore')).jobs).toMatchObject([{ samples: 7, stored: 7, seed: 'parts' }]);
  });
});

describe('merging', () => {
  test('is idempotent: with itself, again, with a part, in another order', async () => {
    await make('a.keycore', (project) => {
      project.addJob({ ...JOB, samples: 3 });
      project.storeSample(1, madeUpSample(1));
      project.storeSample(3, madeUpSample(3));
      project.addTag(3, 'soft');
      project.addNote(null, 'of the project');
      project.addNote(3, 'of the sample');
    });
    await make('b.keycore', (project) => {
      project.addJob({ configuration: { task: 'analyze', file: 'x' }, seed: null, samples: 1 });
      project.storeSample(1, madeUpSample(9, { imported: true }));
      project.addTag(1, 'read');
    });
    await merge(['a.keycore', 'b.keycore'], 'ab.keycore');
    const expected = await contents('ab.keycore');
    expect(expected.samples.map(({ number }) => number)).toEqual([1, 3, 4]);
    expect(expected.samples.map(({ tags }) => tags)).toEqual([[], ['soft'], ['read']]);
    expect(expected.notes.map(({ sample, text }) => [sample, text])).toEqual([
      [null, 'of the project'],
      [3, 'of the sample'],
    ]);
    const orders = [
      ['b.keycore', 'a.keycore'],
      ['ab.keycore'],
      ['ab.keycore', 'a.keycore'],
      ['b.keycore', 'ab.keycore', 'a.keycore', 'b.keycore'],
    ];
    for (const [k, names] of orders.entries()) {
      expect((await merge(names, `again-${k}.keycore`)).code).toBe(0);
      expect(await contents(`again-${k}.keycore`)).toEqual(expected);
    }
  });

  test('keeps results, when they were made, and by what, as they are', async () => {
    await make('a.keycore', (project) => {
      project.addJob({ ...JOB, samples: 1 });
      project.storeSample(1, madeUpSample(4, { imported: true }));
    });
    await merge(['a.keycore'], 'b.keycore');
    expect(await contents('b.keycore')).toEqual(await contents('a.keycore'));
  });

  test('keeps the richer of two results of one structure, in its own job, with the remarks of both', async () => {
    const sample = madeUpSample(5, { modes: 6, kept: 4 });
    const { report, fields } = sample;
    const poorer = {
      ...sample,
      report: { ...report, modes: report.modes.slice(0, 2) },
      fields: { ...fields, displacements: fields.displacements.subarray(0, 80) },
    };
    await make('poor.keycore', (project) => {
      project.addJob({ configuration: { task: 'analyze', modes: 2 }, seed: null, samples: 1 });
      project.storeSample(1, poorer);
      project.addTag(1, 'mine');
      project.addNote(1, 'seen first');
    });
    await make('rich.keycore', (project) => {
      project.addJob({ configuration: { task: 'analyze', modes: 6 }, seed: null, samples: 1 });
      project.storeSample(1, sample);
      project.addTag(1, 'yours');
    });
    for (const names of [
      ['poor.keycore', 'rich.keycore'],
      ['rich.keycore', 'poor.keycore'],
    ]) {
      rmSync(at('both.keycore'), { force: true });
      const { out } = await merge(names, 'both.keycore');
      expect(out).toBe(
        `${at('both.keycore')}: 1 sample of 2 jobs from 2 files; 1 found more than once, 2 tags, 1 note\n`,
      );
      const { jobs, samples, results, notes } = await contents('both.keycore');
      expect(results[0].report).toEqual(report);
      expect(results[0].fields).toEqual(fields);
      expect(samples[0].tags).toEqual(['mine', 'yours']);
      expect(notes).toMatchObject([{ sample: 1, text: 'seen first' }]);
      // The job that made the poorer one is remembered, without a number that would have to be made again.
      expect(jobs.map(({ configuration, samples: numbers }) => [configuration['modes'], numbers])).toEqual([
        [2, 0],
        [6, 1],
      ]);
    }
  });

  test('takes what a file said of the particles from the poorer result', async () => {
    const rich = madeUpSample(6, { modes: 5 });
    const read = madeUpSample(6, { modes: 5, imported: true });
    await make('made.keycore', (project) => {
      project.addJob({ configuration: { task: 'a' }, seed: null, samples: 1 });
      project.storeSample(1, rich);
    });
    await make('read.keycore', (project) => {
      project.addJob({ configuration: { task: 'b' }, seed: null, samples: 1 });
      project.storeSample(1, {
        ...rich,
        report: { ...rich.report, modes: rich.report.modes.slice(0, 2) },
        frameInfo: read.frameInfo,
        columns: read.columns,
      });
    });
    await merge(['made.keycore', 'read.keycore'], 'both.keycore');
    const [result] = (await contents('both.keycore')).results;
    expect(result.report).toEqual(rich.report);
    expect(result.frameInfo).toEqual(read.frameInfo);
    expect(result.columns).toEqual(read.columns);
  });

  test('unites reports of all analyses with their arrays, also of those that this Keycore does not know', async () => {
    const sample = madeUpSample(7);
    const fillWith = (name: string, seeds: number[], of = sample) =>
      make(name, (project) => {
        project.addJob({ configuration: { task: name }, seed: null, samples: 2 });
        // Other sample numbers than in the whole.
        project.storeSample(1, madeUpSample(name.charCodeAt(0)));
        project.storeSample(2, of);
        for (const seed of seeds) project.keepReport(COUNTED, 2, countedOn(project, 2, seed));
        project.keepReport({ ...COUNTED, name: 'other' }, 2, countedOn(project, 2, seeds[0]));
      });
    await fillWith('a.keycore', [3, 1]);
    await fillWith('b.keycore', [1, 2]);
    // The same structure with other ids: what is said by id is not of its particles.
    const ids = sample.configuration.ids.map((id) => id + 1000);
    await fillWith('c.keycore', [4], { ...sample, configuration: { ...sample.configuration, ids } });
    const later = await openProject(at('a.keycore'), { mode: 'write' });
    later.keepReport(COUNTED, 2, countedOn(later, 2, 5));
    later.close();
    const projects: Project[] = [];
    for (const name of ['c.keycore', 'b.keycore', 'a.keycore'])
      projects.push(await openProject(at(name), { mode: 'read' }));
    const { reports, repeated } = await mergeProjects(projects, at('abc.keycore'));
    expect(repeated).toBe(2);
    expect(reports).toEqual({ counted: 4, other: 2 });
    const merged = await openProject(at('abc.keycore'), { mode: 'read' });
    const [of] = samplesWithReport(merged, COUNTED);
    expect(samplesWithReport(merged, COUNTED)).toEqual([of]);
    expect(merged.readNumbers(of).contentHash).toBe(projects[0].readNumbers(2).contentHash);
    const found = listReports(merged, COUNTED, of);
    // Oldest first; that of seed 1 is the one of a.
    expect(found.map(({ report }) => report.count)).toEqual([3, 1, 2, 5]);
    expect(found.map(({ storedAt }) => storedAt)).toEqual(found.map(({ storedAt }) => storedAt).sort());
    for (const { id, report } of found) {
      const given = countedOn(merged, of, report.count);
      expect(report).toEqual(given.report);
      expect(readReportArrays(merged, of, id)).toEqual(given.arrays);
      expect(merged.findReport(COUNTED, of, given.settings, given.version)?.id).toBe(id);
    }
    expect(merged.listScalars(COUNTED)).toHaveLength(20);
    const copied = merged.copiesOfReports(of).flatMap(({ scalars }) => scalars);
    expect(copied).toHaveLength(30);
    expect(merged.losses()).toEqual([]);
    for (const project of [...projects, merged]) project.close();
    expect((await merge(['abc.keycore', 'a.keycore'], 'again.keycore')).code).toBe(0);
    const again = await openProject(at('again.keycore'), { mode: 'read' });
    expect(listReports(again, COUNTED, of).map(({ report }) => report.count)).toEqual([3, 1, 2, 5]);
    again.close();
  });

  test('carries failures and states of samples in work over, and a result in their place', async () => {
    const state = { version: '1', variant: 'v', data: Uint8Array.of(1, 2, 3) };
    await make('a.keycore', (project) => {
      project.addJob({ ...JOB, samples: 4 });
      project.markFailed(1, 'blew up', 'ab');
      project.markFailed(2, 'blew up too', 'cd');
      project.saveCheckpoint({ job: 1, position: 2, ...state });
      project.saveCheckpoint({ job: 1, position: 3, ...state });
    });
    await make('b.keycore', (project) => {
      project.addJob({ ...JOB, samples: 3 });
      project.storeSample(2, madeUpSample(1));
      project.storeSample(3, madeUpSample(2));
    });
    const { out } = await merge(['a.keycore', 'b.keycore'], 'ab.keycore');
    expect(out).toBe(`${at('ab.keycore')}: 2 samples of 1 job from 2 files; 1 failed, 1 not made yet\n`);
    const project = await openProject(at('ab.keycore'), { mode: 'write' });
    expect(project.listFailures()).toMatchObject([{ number: 1, reason: 'blew up', seed: 'ab' }]);
    expect(missingSamples(project, 1)).toEqual([{ number: 4, position: 3 }]);
    expect(project.readCheckpoint(1, 2)).toBeNull();
    expect(project.readCheckpoint(1, 3)).toEqual({ job: 1, position: 3, ...state });
    project.close();
  });
});

describe('merge refuses', () => {
  test('an existing target, and does not touch it', async () => {
    await make('a.keycore', (project) => void project.addJob({ ...JOB, samples: 1 }));
    copyFileSync(at('a.keycore'), at('b.keycore'));
    const before = readFileSync(at('b.keycore'));
    const { code, err } = await merge(['a.keycore', 'b.keycore'], 'b.keycore');
    expect(code).toBe(2);
    expect(err).toBe(
      `keycore: ${at('b.keycore')}: it exists already: name it as one of the files, and choose another name for the result\n`,
    );
    expect(readFileSync(at('b.keycore')).equals(before)).toBe(true);
  });

  test('two structures of one seed, naming both, and makes nothing', async () => {
    for (const [name, seed] of [
      ['a.keycore', 1],
      ['b.keycore', 2],
    ] as const)
      await make(name, (project) => {
        project.addJob({ ...JOB, samples: 1 });
        project.storeSample(1, madeUpSample(seed));
      });
    const { code, err } = await merge(['a.keycore', 'b.keycore'], 'c.keycore');
    expect(code).toBe(2);
    expect(err).toContain(`sample 1 of ${at('b.keycore')} (Keycore `);
    expect(err).toContain(`is another structure than sample 1 of ${at('a.keycore')} (Keycore `);
    expect(err).toContain('index 0 of the same job, seed 1: different builds made them');
    expect(readdirSync(folder).sort()).toEqual(['a.keycore', 'b.keycore']);
  });

  test.each([
    ['a file that is not there', 'absent.keycore', /absent\.keycore: .*no such file/],
    ['a file that is no project', 'text.keycore', /text\.keycore: /],
  ])('%s, and makes nothing', async (_, name, message) => {
    await make('a.keycore', (project) => void project.addJob({ ...JOB, samples: 1 }));
    writeFileSync(at('text.keycore'), 'not a project');
    const { code, err } = await merge(['a.keycore', name], 'c.keycore');
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(existsSync(at('c.keycore'))).toBe(false);
  });

  test('a target in a folder that is not there', async () => {
    await make('a.keycore', (project) => void project.addJob({ ...JOB, samples: 1 }));
    const { code, err } = await merge(['a.keycore'], 'absent/c.keycore');
    expect(code).toBe(2);
    expect(err).toMatch(/absent\/c\.keycore: cannot be created/);
  });
});

describe('interrupted', () => {
  const SAMPLES = 150;

  async function large(): Promise<void> {
    for (const [name, seed] of [
      ['a.keycore', 'a'],
      ['b.keycore', 'b'],
    ])
      await make(name, (project) => {
        project.addJob({ ...JOB, seed, samples: SAMPLES });
        for (let number = 1; number <= SAMPLES; number++)
          project.storeSample(number, madeUpSample(1000 * (seed === 'a' ? 1 : 2) + number, { particles: 400 }));
      });
  }

  test('by SIGKILL at any moment, it leaves a whole project or none, and its sources as they were', async () => {
    await large();
    const before = [readFileSync(at('a.keycore')), readFileSync(at('b.keycore'))];
    let none = 0;
    for (let run = 0; run < 8; run += times(3, 1)) {
      const output = at(`killed-${run}.keycore`);
      await new Promise<void>((resolve, reject) => {
        const child = spawn(
          process.execPath,
          [join(ROOT, 'bin', 'keycore.js'), 'merge', at('a.keycore'), at('b.keycore'), '-o', output],
          { stdio: 'ignore' },
        );
        // It has begun when its temporary file is there; some 0.3 s of writing follow.
        const wait = setInterval(() => {
          if (!readdirSync(folder).some((name) => name.endsWith('.tmp')) && !existsSync(output)) return;
          clearInterval(wait);
          setTimeout(() => child.kill('SIGKILL'), 15 * run);
        }, 2);
        child.on('error', reject);
        child.on('close', () => {
          clearInterval(wait);
          resolve();
        });
      });
      for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(at(name));
      if (!existsSync(output)) none += 1;
      else expect((await contents(`killed-${run}.keycore`)).samples).toHaveLength(2 * SAMPLES);
    }
    expect(none).toBeGreaterThan(0);
    expect(readFileSync(at('a.keycore')).equals(before[0])).toBe(true);
    expect(readFileSync(at('b.keycore')).equals(before[1])).toBe(true);
  });

  test('by Ctrl-C it ends with 130 and leaves nothing', async () => {
    await large();
    let sent = false;
    const { code, err } = await inChild(
      ['merge', at('a.keycore'), at('b.keycore'), '-o', at('c.keycore')],
      ({ kill }) => {
        if (sent) return;
        sent = true;
        const wait = setInterval(() => {
          if (!readdirSync(folder).some((name) => name.endsWith('.tmp'))) return;
          clearInterval(wait);
          kill('SIGINT');
        }, 2);
      },
    );
    expect({ code, err }).toEqual({ code: 130, err: 'keycore: cancelled\n' });
    expect(readdirSync(folder).sort()).toEqual(['a.keycore', 'b.keycore']);
  });
});

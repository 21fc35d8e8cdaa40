import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { spectrumAnalysis } from '../../native-workers/analyses/spectrum/spectrum-analysis.ts';
import { JobBoard } from '../../src-main/jobs/job-board.ts';
import { shareDone } from '../../src-main/jobs/progress-and-cancel.ts';
import { ProjectHandle } from '../../src-main/library/open-project-handle.ts';
import { SampleReports } from '../../src-main/library/sample-reports.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-sample-reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An analysis whose reports are whatever is given. */
const ANY: Analysis = {
  ...(spectrumAnalysis as Analysis),
  report: spectrumAnalysis.settings,
  settingsOf: (report) => report,
  withoutArrays: (report) => report,
  scalars: [],
};

function handleOf(id: string, project: Project, file: string) {
  const readOnlyReason = project.mode === 'read' ? 'it is only read' : null;
  return new ProjectHandle(id, {
    project,
    file,
    origin: 'saved',
    key: '',
    shownPath: file,
    readOnlyReason,
    notices: [],
  });
}

/** A copy of the shipped QLM, open to be read. */
async function opened(name: string) {
  const file = join(folder, name);
  copyFileSync(fileURLToPath(new URL('../../assets/2dipl-qlm.keycore', import.meta.url)), file);
  const project = await openProject(file, { mode: 'read' });
  return { file, project, handle: handleOf(name, project, file) };
}

describe('a revision of the reports of an open project', () => {
  const output = { report: ANY.settings.parse({ bins: 7 }), arrays: [] };

  test('is another one after a report of this window, kept or not, and the same while nothing happens', async () => {
    const { project, handle } = await opened('revision.keycore');
    const reports = new SampleReports();
    const before = reports.revision(handle);
    reports.last(handle, 1, ANY);
    expect(reports.revision(handle)).toBe(before);
    await reports.keep(handle, 1, ANY, output);
    const kept = reports.revision(handle);
    expect(kept).not.toBe(before);
    await reports.recall(handle, 1, ANY, output.report);
    expect(reports.revision(handle)).not.toBe(kept);
    project.close();
  });

  test('is another one after a write, ours or of another process', async () => {
    const { file, project, handle } = await opened('written.keycore');
    const writer = await openProject(file, { mode: 'write' });
    const own = handleOf('writer', writer, file);
    const reports = new SampleReports();
    const before = [handle, own].map((each) => reports.revision(each));
    writer.addTag(1, 'soft');
    const after = [handle, own].map((each) => reports.revision(each));
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    writer.close();
    project.close();
  });
});

describe('reports that a project cannot keep', () => {
  test('take no more room than they may, and the newest is always there', async () => {
    const { project, handle } = await opened('read.keycore');
    const limit = 100_000;
    const reports = new SampleReports(limit);
    const output = (bins: number, bytes: number) => ({
      report: ANY.settings.parse({ bins }),
      arrays: [{ name: 'made:dT:1:2', kind: 'scalar' as const, unit: null, data: new Float64Array(bytes / 8) }],
    });
    for (let bins = 1; bins <= 20; bins++) await reports.keep(handle, 1, ANY, output(bins, 40_000));
    const there = Array.from({ length: 20 }, (_, at) =>
      reports.find(handle, 1, ANY, ANY.settings.parse({ bins: at + 1 })),
    );
    // Two of 40,000 bytes fit.
    expect(there.map((found) => found !== null)).toEqual([...Array<boolean>(18).fill(false), true, true]);
    expect(reports.last(handle, 1, ANY)?.report).toMatchObject({ bins: 20 });
    expect(reports.last(handle, 1, ANY)?.notKept).toBe('it is only read');
    // One that is larger than all the room has it alone.
    await reports.keep(handle, 1, ANY, output(21, 400_000));
    expect(reports.last(handle, 1, ANY)?.read('made:dT:1:2')).toHaveLength(50_000);
    expect(reports.find(handle, 1, ANY, ANY.settings.parse({ bins: 20 }))).toBeNull();
    project.close();
  });
});

describe('progress of an analysis', () => {
  const told = { stage: 'minimise', done: 9, total: 10, share: 0 };

  test('is that of the whole, or of its main stage; parts of another stage say nothing', () => {
    expect(shareDone({}, told)).toBeNull();
    expect(shareDone({ mainStage: 'pseudo-modes' }, told)).toBeNull();
    expect(shareDone({ mainStage: 'minimise' }, told)).toBe(0.9);
    expect(shareDone({}, { ...told, share: 0.25 })).toBe(0.25);
  });
});

describe('jobs that run besides', () => {
  test('are four at a time, and wait for no job that has its turn', async () => {
    const board = new JobBoard({
      explain: () => ({ kind: 'internal', message: '' }),
      onChange: () => undefined,
      onError: () => undefined,
    });
    let [running, most] = [0, 0];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const request = (besides: boolean, work: () => Promise<void>) => ({
      project: 'p',
      title: 't',
      besides,
      work,
    });
    const long = board.start(request(false, () => held));
    const jobs = Array.from({ length: 10 }, () =>
      board.start(
        request(true, async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running -= 1;
        }),
      ),
    );
    await Promise.all(jobs.map(async (job) => job.finished));
    expect(most).toBe(4);
    expect(long.isFinished).toBe(false);
    release();
    await long.finished;
  });
});

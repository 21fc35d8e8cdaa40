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

describe('reports that a project cannot keep', () => {
  test('take no more room than they may, and the newest is always there', async () => {
    const file = join(folder, 'read.keycore');
    copyFileSync(fileURLToPath(new URL('../../assets/2dipl-qlm.keycore', import.meta.url)), file);
    const project = await openProject(file, { mode: 'read' });
    const handle = new ProjectHandle('one', {
      project,
      file,
      origin: 'saved',
      key: '',
      shownPath: file,
      readOnlyReason: 'it is only read',
      notices: [],
    });
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

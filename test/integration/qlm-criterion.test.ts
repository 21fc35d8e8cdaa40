import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { jobEventSchema, jobInfoSchema, projectInfoSchema } from '../../src-main/api/contract.ts';
import { startSession } from '../../src-main/api/session.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inProcess, ROOT } from './cli-runner.ts';

// Some seconds on an idle machine.
vi.setConfig({ testTimeout: 180_000 });

/**
 * What Keycore 0.1.0, which counted QLM samples by N·PR and ω_T, made of the configuration below with
 * `simulate old.json --until-qlm 2 --samples 60`: eight samples. With --until-qlm 3 it went on to 33.
 */
const OLDER = gunzipSync(readFileSync(join(ROOT, 'test', 'fixtures', 'projects', 'older-criterion.keycore.gz')));
const SETTINGS = { model: '2dipl', particles: 64, analysis: { modes: 2, qlmParticipants: 20 }, seed: 'o' };
const OLDER_HASH = '2634dd6d46ea420e1c7efab8da14585f8bdd127e1b9420b6f35460be07859ed2';

let folder: string;
let file: string;
let configuration: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-criterion-'));
  configuration = join(folder, 'old.json');
  writeFileSync(configuration, JSON.stringify(SETTINGS));
});
beforeEach(() => {
  mkdirSync(join(folder, String(++count)));
  file = join(folder, String(count), 'old.keycore');
  writeFileSync(file, OLDER);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function reading<T>(read: (project: Awaited<ReturnType<typeof openProject>>) => T): Promise<T> {
  const project = await openProject(file, { mode: 'read' });
  try {
    return read(project);
  } finally {
    project.close();
  }
}

const simulate = async (...words: string[]) => inProcess(['simulate', configuration, ...words, '-o', file]);

test('a job that was begun under N·PR and ω_T goes on under it, and ends where it would have ended', async () => {
  const { code, out, err } = await simulate('--until-qlm', '3', '--samples', '60');
  expect(err).toContain('job 1 is resumed: 8 of up to 60 samples are there\n');
  expect(err).toContain('job 1 counts QLM samples by N·PR and ω_T, as it was begun; ');
  expect(out).toBe(`${file}: job 1 has 33 of 33 samples (seed o), 3 with a QLM by N·PR\n`);
  expect(code).toBe(0);
  await reading((project) => {
    expect(project.listJobs().map(({ hash, stored }) => ({ hash, stored }))).toEqual([
      { hash: OLDER_HASH, stored: 33 },
    ]);
    const samples = project.listSamples();
    expect(samples.filter(({ elasticity }) => elasticity?.isQlm === 1)).toHaveLength(3);
    // What was made now has both verdicts; by the present one most of so small samples have a QLM.
    expect(samples.map(({ verdict }) => verdict?.criterion ?? null)).toEqual(
      samples.map(({ number }) => (number <= 8 ? null : 'phonon-share')),
    );
    expect(samples.filter(({ verdict }) => verdict?.verdict === 'qlm').length).toBeGreaterThan(3);
  });
});

test('a job that names the present criterion is another, and counts by it', async () => {
  writeFileSync(
    configuration,
    JSON.stringify({ ...SETTINGS, analysis: { ...SETTINGS.analysis, qlmCriterion: 'phonon-share' } }),
  );
  try {
    const { code, out } = await simulate('--until-qlm', '3', '--samples', '60');
    expect(out).toMatch(/: job 2 has [3-9] of [3-9] samples \(seed o\), 3 with a QLM\n$/);
    expect(code).toBe(0);
    await reading((project) => {
      const [, { hash, configuration: kept, number }] = project.listJobs();
      expect(hash).not.toBe(OLDER_HASH);
      expect(kept['analysis']).toMatchObject({ qlmCriterion: 'phonon-share', qlmShares: [0.5, 0.7] });
      const own = project.allottedSamples(number).map((allotment) => allotment.number);
      const verdicts = project.listSamples().flatMap((sample) => (own.includes(sample.number) ? [sample.verdict] : []));
      expect(verdicts.filter((verdict) => verdict?.verdict === 'qlm')).toHaveLength(3);
      expect(verdicts.at(-1)?.verdict).toBe('qlm');
    });
    // Now that there are both, the configuration that names none means the present one.
    writeFileSync(configuration, JSON.stringify(SETTINGS));
    expect((await simulate('--until-qlm', '3', '--samples', '60')).out).toContain(': job 2 has ');
  } finally {
    writeFileSync(configuration, JSON.stringify(SETTINGS));
  }
});

test('a new job carries the criterion, in its configuration and so in its hash', async () => {
  rmSync(file);
  const { out } = await simulate('--samples', '1');
  expect(out).toMatch(/: job 1 has 1 of 1 samples \(seed o\), [01] with a QLM\n$/);
  await reading((project) => {
    const [{ hash, configuration: kept }] = project.listJobs();
    expect(hash).not.toBe(OLDER_HASH);
    expect(kept['analysis']).toMatchObject({ qlmCriterion: 'phonon-share', qlmShares: [0.5, 0.7] });
  });
});

test('the window finds such a job unfinished, resumes it as the same job, and a run of its settings is that job', async () => {
  const writer = await openProject(file, { mode: 'write' });
  const [{ configuration: kept, seed }] = writer.listJobs();
  writer.addJob({ configuration: kept, seed, samples: 10 });
  writer.close();
  const session = startSession({
    host: 'test',
    root: join(folder, String(count)),
    userData: join(folder, 'data'),
    log: () => undefined,
  });
  const json = async (path: string, body?: object): Promise<unknown> => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await session.api.request(path, body === undefined ? {} : post)).json();
  };
  /** Waits for the end of a job. */
  const ended = async (job: string): Promise<unknown> => {
    const stream = await session.api.request(`${jobs}/${job}/progress`);
    const lines = (await stream.text()).split('\n').filter((line) => line !== '');
    return jobEventSchema.parse(JSON.parse(lines.at(-1) ?? '')).job;
  };
  const { id } = projectInfoSchema.parse(await json('/api/projects', { path: 'old.keycore' }));
  const jobs = `/api/projects/${id}/jobs`;
  try {
    const unfinished = jobInfoSchema.array().parse(((await json(jobs)) as { jobs: unknown }).jobs);
    expect(unfinished).toMatchObject([{ id: 'job-1', state: 'unfinished', resumable: true }]);
    await json(`${jobs}/job-1/resume`, {});
    expect(await ended('job-1')).toMatchObject({ state: 'done' });
    const request = { settings: { ...SETTINGS, samples: 11 }, untilQlm: 9 };
    const again = (await json(`/api/projects/${id}/simulations`, request)) as { job: { id: string } };
    const title = '11 new samples: 2D inverse-power-law glass, N = 64; QLM samples are counted by N·PR';
    expect(await ended(again.job.id)).toMatchObject({ state: 'done', title });
  } finally {
    await session.close();
  }
  await reading((project) =>
    expect(project.listJobs().map(({ hash, stored }) => ({ hash, stored }))).toEqual([
      { hash: OLDER_HASH, stored: 11 },
    ]),
  );
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import {
  apiErrorSchema,
  jobEventSchema,
  jobInfoSchema,
  projectInfoSchema,
  type JobInfo,
} from '../../src-main/api/contract.ts';
import { startSession, type Session } from '../../src-main/api/session.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { missingSamples } from '../unit/project-lists.ts';

const FRAMES = 5;
const QUERY = 'name=run.dump&model=2dipl&frame=all&modes=2&types=1=A,2=B';

/** A dump of a few frames that have nothing in common. */
function dump(): string {
  const model = modelById('2dipl');
  return Array.from({ length: FRAMES }, (_, frame) => {
    const { ids, species, positions, box } = randomStart(model, 100, model.density, sampleSeed('unfinished', frame));
    const rows = Array.from(ids, (id, i) => `${id} ${species[i] + 1} ${positions[2 * i]} ${positions[2 * i + 1]} 0`);
    return [
      ...['ITEM: TIMESTEP', `${frame}`, 'ITEM: NUMBER OF ATOMS', `${ids.length}`, 'ITEM: BOX BOUNDS pp pp pp'],
      ...[`0 ${box.lx}`, `0 ${box.ly}`, '-0.5 0.5', 'ITEM: ATOMS id type x y z', ...rows],
    ].join('\n');
  }).join('\n');
}

let folder: string;
let session: Session;
const at = (name: string): string => join(folder, 'root', name);

function start(): void {
  session = startSession({
    host: 'test',
    root: join(folder, 'root'),
    userData: join(folder, 'data'),
    log: () => undefined,
  });
}

async function json(path: string, init?: RequestInit): Promise<unknown> {
  return (await session.api.request(path, init)).json();
}

const asJson = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function opened(name = 'glass.keycore'): Promise<string> {
  return projectInfoSchema.parse(await json('/api/projects', asJson({ path: name }))).id;
}

async function jobs(project: string): Promise<JobInfo[]> {
  const { jobs: list } = (await json(`/api/projects/${project}/jobs`)) as { jobs: unknown };
  return jobInfoSchema.array().parse(list);
}

/** Waits until a job is over, or until `isEnough`; gives what it was then. */
async function follow(
  project: string,
  job: string,
  isEnough: (job: JobInfo) => boolean = () => false,
): Promise<JobInfo> {
  const response = await session.api.request(`/api/projects/${project}/jobs/${job}/progress`);
  expect(response.status).toBe(200);
  let text = '';
  let last: JobInfo | undefined;
  for await (const piece of response.body ?? []) {
    text += Buffer.from(piece).toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines.filter((each) => each !== '')) last = jobEventSchema.parse(JSON.parse(line)).job;
    if (last !== undefined && isEnough(last)) break;
  }
  if (last === undefined) throw new Error('the job said nothing');
  return last;
}

/** Begins an import and closes Keycore after its first sample. */
async function cutShort(init: RequestInit): Promise<void> {
  const project = await opened();
  const { job } = (await json(`/api/projects/${project}/imports?${QUERY}`, init)) as { job: JobInfo };
  await follow(project, job.id, ({ samples }) => samples.length > 0);
  await session.close();
  start();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-unfinished-'));
  mkdirSync(join(folder, 'root'));
  (await createProject(at('glass.keycore'))).close();
  start();
});
afterEach(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

const uploads = (): string[] => readdirSync(join(folder, 'data', 'uploads'));
const sources = (): string[] => readdirSync(join(folder, 'data', 'sources'));

describe('an import that closing Keycore has cut short', () => {
  test('is listed when its project is opened again, and goes on where it was', async () => {
    await cutShort({ method: 'POST', body: dump() });
    expect(uploads()).toHaveLength(1);
    const project = await opened();
    const [unfinished, ...others] = await jobs(project);
    expect(others).toStrictEqual([]);
    expect(unfinished).toMatchObject({
      title: 'Import of run.dump',
      state: 'unfinished',
      resumable: true,
      error: null,
      progress: null,
    });
    const before = (await json(`/api/projects/${project}/samples`)) as { samples: object[] };
    expect(before.samples.length).toBeGreaterThan(0);
    expect(before.samples.length).toBeLessThan(FRAMES);
    const resumed = await session.api.request(`/api/projects/${project}/jobs/${unfinished.id}/resume`, {
      method: 'POST',
    });
    expect(resumed.status).toBe(202);
    const { job } = (await resumed.json()) as { job: JobInfo };
    expect(job.id).toBe(unfinished.id);
    // While it runs it is no longer unfinished, and cannot be resumed a second time.
    expect((await jobs(project)).map(({ id, state }) => [id, state === 'unfinished'])).toStrictEqual([[job.id, false]]);
    expect(
      (await session.api.request(`/api/projects/${project}/jobs/${job.id}/resume`, { method: 'POST' })).status,
    ).toBe(404);
    const done = await follow(project, job.id);
    expect(done).toMatchObject({ state: 'done', error: null });
    expect(done.samples).toHaveLength(FRAMES);
    const after = (await json(`/api/projects/${project}/samples`)) as { samples: object[] };
    expect(after.samples).toHaveLength(FRAMES);
    expect(after.samples.slice(0, before.samples.length)).toStrictEqual(before.samples);
    expect([uploads(), sources()]).toStrictEqual([[], []]);
    expect((await jobs(project)).map(({ state }) => state)).toStrictEqual(['done']);
  });

  test('is taken up once when two windows ask for it', async () => {
    await cutShort({ method: 'POST', body: dump() });
    const project = await opened();
    const [{ id }] = await jobs(project);
    const resume = async (): Promise<unknown> => json(`/api/projects/${project}/jobs/${id}/resume`, { method: 'POST' });
    const [first, second] = (await Promise.all([resume(), resume()])) as { job: JobInfo }[];
    expect([first.job.id, second.job.id]).toStrictEqual([id, id]);
    // One job, not a second one behind it.
    expect(second.job.startedAt).toBe(first.job.startedAt);
    expect(second.job.state).toBe(first.job.state);
    expect(await jobs(project)).toHaveLength(1);
    expect((await follow(project, id)).samples).toHaveLength(FRAMES);
    expect(await jobs(project)).toMatchObject([{ id, state: 'done' }]);
  });

  test('ends by only closing its project, too', async () => {
    const project = await opened();
    const { job } = (await json(`/api/projects/${project}/imports?${QUERY}`, { method: 'POST', body: dump() })) as {
      job: JobInfo;
    };
    expect((await session.api.request(`/api/projects/${project}`, { method: 'DELETE' })).status).toBe(200);
    const again = await opened();
    expect(await jobs(again)).toMatchObject([{ id: job.id, state: 'unfinished', resumable: true }]);
  });

  test('can be forgotten, and nothing of it is left', async () => {
    await cutShort({ method: 'POST', body: dump() });
    const project = await opened();
    const [{ id }] = await jobs(project);
    const forgotten = await json(`/api/projects/${project}/jobs/${id}`, { method: 'DELETE' });
    expect(forgotten).toMatchObject({ id, state: 'cancelled', resumable: false });
    expect(await jobs(project)).toStrictEqual([]);
    expect([uploads(), sources()]).toStrictEqual([[], []]);
    expect((await session.api.request(`/api/projects/${project}/jobs/${id}`, { method: 'DELETE' })).status).toBe(404);
  });

  const problems: [string, RequestInit, () => void, string][] = [
    ['whose file is gone', asJson({ path: 'run.dump' }), () => rmSync(at('run.dump')), 'its file is no longer there'],
    [
      'whose file has changed',
      asJson({ path: 'run.dump' }),
      () => utimesSync(at('run.dump'), 1, 1),
      'its file has changed since',
    ],
    [
      'whose upload was removed',
      { method: 'POST', body: dump() },
      () => rmSync(join(folder, 'data', 'uploads'), { recursive: true }),
      'the copy of its file is no longer kept',
    ],
    [
      'that was begun on another machine',
      { method: 'POST', body: dump() },
      () => rmSync(join(folder, 'data'), { recursive: true }),
      'where its file is, is known only where the work was begun',
    ],
  ];
  test.each(problems)('%s says so and is not resumed', async (_, init, spoil, words) => {
    writeFileSync(at('run.dump'), dump());
    await cutShort(init);
    await session.close();
    spoil();
    start();
    const project = await opened();
    const message = `Import of run.dump cannot go on: ${words}. Start it again: samples that are stored are found and not made again.`;
    const [unfinished] = await jobs(project);
    expect(unfinished).toMatchObject({ state: 'unfinished', resumable: false, error: { kind: 'bad-input', message } });
    const refused = await session.api.request(`/api/projects/${project}/jobs/${unfinished.id}/resume`, {
      method: 'POST',
    });
    expect(refused.status).toBe(422);
    expect(apiErrorSchema.parse(await refused.json()).error.message).toBe(message);
    // Starting it again is what it says to do; then the old one is forgotten by the user.
    expect(await json(`/api/projects/${project}/jobs/${unfinished.id}`, { method: 'DELETE' })).toMatchObject({
      state: 'cancelled',
    });
  });
});

test('an import that came to its end, or that the user has cancelled, is not unfinished', async () => {
  const project = await opened();
  const { job } = (await json(`/api/projects/${project}/imports?${QUERY}`, { method: 'POST', body: dump() })) as {
    job: JobInfo;
  };
  expect(readFileSync(at('glass.keycore')).includes('Import of run.dump')).toBe(true);
  await session.api.request(`/api/projects/${project}/jobs/${job.id}`, { method: 'DELETE' });
  expect(await jobs(project)).toMatchObject([{ id: job.id, state: 'cancelled', resumable: false }]);
  expect([uploads(), sources()]).toStrictEqual([[], []]);
  await session.close();
  start();
  expect(await jobs(await opened())).toStrictEqual([]);
});

test('an import whose project is closed while its file is read is refused, and nothing is left of it', async () => {
  const project = await opened();
  // Some tenths of a second to read.
  const body = Array.from({ length: 60 }, dump).join('\n');
  const importing = session.api.request(`/api/projects/${project}/imports?${QUERY}`, { method: 'POST', body });
  await vi.waitFor(() => expect(uploads()).toHaveLength(1), { interval: 1 });
  await session.api.request(`/api/projects/${project}`, { method: 'DELETE' });
  const answer = await importing;
  expect([answer.status, apiErrorSchema.parse(await answer.json()).error.message]).toStrictEqual([
    404,
    'this project was closed meanwhile; open it again',
  ]);
  expect([uploads(), sources()]).toStrictEqual([[], []]);
  expect(await jobs(await opened())).toStrictEqual([]);
});

describe('a project from a stranger', () => {
  test('has no file of this machine read, whatever its pending work says', async () => {
    writeFileSync(at('secret.dump'), dump());
    const project = await openProject(at('glass.keycore'), { mode: 'write' });
    for (const id of ['../../root/secret', 'A'.repeat(22), 'x'])
      project.beginWork({
        id,
        kind: 'import',
        title: `Import ${id}`,
        request: { name: 'secret.dump', path: at('secret.dump'), model: '2dipl' },
      });
    project.beginWork({ id: 'other', kind: 'launch', title: 'Launch', request: {} });
    project.close();
    const open = await opened();
    const list = await jobs(open);
    expect(list.map(({ title, resumable }) => [title, resumable]).sort()).toStrictEqual([
      ['Import ../../root/secret', false],
      [`Import ${'A'.repeat(22)}`, false],
      ['Import x', false],
      ['Launch', false],
    ]);
    expect(list.find(({ title }) => title === 'Launch')?.error?.message).toBe(
      'Launch was begun by another Keycore, which can take it up again.',
    );
    for (const { id } of list) {
      const path = `/api/projects/${open}/jobs/${encodeURIComponent(id)}/resume`;
      expect((await session.api.request(path, { method: 'POST' })).status).toBe(422);
    }
  });
});

test('a simulation that lacks samples is listed until that is dismissed, and again when it gets more', async () => {
  const simulation = (model: string, seed: string, samples: number) => ({
    configuration: { task: 'simulate', model, particles: 64 },
    seed,
    samples,
  });
  const project = await openProject(at('glass.keycore'), { mode: 'write' });
  project.addJob(simulation('2dipl', '7', 3));
  project.markFailed(2, 'did not converge');
  project.addJob(simulation('2dka', '8', 1));
  project.markFailed(4, 'did not converge');
  project.close();
  const open = await opened();
  const title = 'Simulation of 2dipl, N = 64, seed 7: 2 of 3 samples are missing';
  expect(await jobs(open)).toMatchObject([{ id: 'job-1', title, state: 'unfinished' }]);
  // A window that only reads is told nothing: the writer may be working on it.
  const [handle] = session.context.projects.list();
  await session.context.projects.close(handle);
  const writer = await openProject(at('glass.keycore'), { mode: 'write' });
  expect(await jobs(await opened())).toStrictEqual([]);
  writer.close();
  const again = await opened();
  expect(await json(`/api/projects/${again}/jobs/job-1`, { method: 'DELETE' })).toMatchObject({
    title,
    state: 'cancelled',
  });
  expect(await jobs(again)).toStrictEqual([]);
  await session.close();
  start();
  const later = await opened();
  expect(await jobs(later)).toStrictEqual([]);
  const [{ project: ours }] = session.context.projects.list();
  ours.addJob(simulation('2dipl', '7', 5));
  expect(await jobs(later)).toMatchObject([
    { id: 'job-1', title: 'Simulation of 2dipl, N = 64, seed 7: 4 of 5 samples are missing' },
  ]);
  // Dismissed a second time, it is so for these.
  await json(`/api/projects/${later}/jobs/job-1`, { method: 'DELETE' });
  expect(await jobs(later)).toStrictEqual([]);
  expect(missingSamples(ours, 1)).toHaveLength(4);
});

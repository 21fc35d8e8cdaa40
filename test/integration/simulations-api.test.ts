import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  apiErrorSchema,
  jobInfoSchema,
  projectInfoSchema,
  type JobInfo,
  type ProjectInfo,
} from '../../src-main/api/contract.ts';
import { startSession, type Session } from '../../src-main/api/session.ts';
import { settingsCheckSchema, simulationFormSchema } from '../../src-main/api/simulation-contract.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { receivedArrays } from './serve-arrays.ts';

// Samples are made here; on a busy machine one test took 28 s, and the default is 30.
vi.setConfig({ testTimeout: 240_000 });

/** A glass that is made in a tenth of a second, with dynamics. */
const QUICK = {
  model: '2dipl',
  particles: 144,
  preset: 'quick',
  samples: 2,
  seed: 'api',
  analysis: { modes: 3 },
  protocol: { equilibrationTime: 2, coolingRate: 1, checkpointInterval: 100, traceInterval: 20 },
};
/** One that takes minutes. */
const SLOW = { ...QUICK, protocol: { ...QUICK.protocol, equilibrationTime: 1e6 } };

describe('simulations over the API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-simulations-'));
  let session: Session;
  let project: ProjectInfo;

  const post = async (path: string, body: unknown): Promise<Response> =>
    session.api.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const begin = async (settings: unknown, more: object = {}): Promise<JobInfo> => {
    const answer = await post(`/api/projects/${project.id}/simulations`, { settings, ...more });
    expect(answer.status).toBe(202);
    return jobInfoSchema.parse(((await answer.json()) as { job: unknown }).job);
  };
  const job = async (id: string): Promise<JobInfo> => {
    const body = (await (await session.api.request(`/api/projects/${project.id}/jobs`)).json()) as { jobs: unknown[] };
    const found = jobInfoSchema
      .array()
      .parse(body.jobs)
      .find((each) => each.id === id);
    if (found === undefined) throw new Error(`job ${id} is not listed`);
    return found;
  };
  const end = async (id: string): Promise<JobInfo> => {
    await (await session.api.request(`/api/projects/${project.id}/jobs/${id}/progress`)).text();
    return job(id);
  };
  const live = (id: string, after: number) =>
    session.api.request(`/api/projects/${project.id}/jobs/${id}/live?after=${after}`);

  /**
   * The first picture of a run. An answer waits 10 s for one and is 204 then: on a busy machine one asks again, as the
   * window does, for as long as the run goes on.
   */
  const firstPicture = async (id: string): Promise<Response> => {
    for (;;) {
      const answer = await live(id, 0);
      if (answer.status !== 204) return answer;
      expect(['queued', 'running']).toContain((await job(id)).state);
    }
  };

  // A run that a failed test has left would keep the cores, and with them the tests after it, for minutes.
  afterEach(async () => {
    const body = (await (await session.api.request(`/api/projects/${project.id}/jobs`)).json()) as { jobs: unknown[] };
    for (const { id, state } of jobInfoSchema.array().parse(body.jobs))
      if (state === 'queued' || state === 'running')
        await session.api.request(`/api/projects/${project.id}/jobs/${id}`, { method: 'DELETE' });
  });

  beforeAll(async () => {
    session = startSession({ host: 'test', root: folder, userData: join(folder, 'data') });
    project = projectInfoSchema.parse(await (await post('/api/projects', { untitled: true })).json());
  });

  afterAll(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('gives what the form is drawn from, and checks what was filled in', async () => {
    const form = simulationFormSchema.parse(await (await session.api.request('/api/simulations/form')).json());
    expect(Object.keys(form.schema['properties'] as object)).toContain('protocol');
    expect(form.models).toContainEqual({ id: '2dipl', label: '2D inverse-power-law glass' });
    const check = async (body: unknown) =>
      settingsCheckSchema.parse(await (await post('/api/simulations/check', body)).json());
    expect(await check(QUICK)).toMatchObject({ issues: [], filled: { particles: 144 } });
    expect((await check({ ...QUICK, particles: 7 })).issues).toStrictEqual([
      { field: 'particles', message: 'Too small: a sample has at least 16 particles' },
    ]);
  });

  test.each([
    [{ ...QUICK, particles: 7 }, 'particles', 'particles: Too small: a sample has at least 16 particles'],
    [
      { ...QUICK, protocol: { temperature: -1 }, samples: 0 },
      'protocol.temperature',
      /^protocol\.temperature: a temperature is positive; samples: Too small/,
    ],
    [{ ...QUICK, composition: { A: 1, C: 0 } }, 'composition', /^composition: model '2dipl' has no species 'C'/],
    [{ ...QUICK, steps: 5 }, undefined, /^Unrecognized key: "steps"; known keys: /],
  ])('refuses %j with 422 at its field and makes nothing', async (settings, field, message) => {
    const answer = await post(`/api/projects/${project.id}/simulations`, { settings });
    expect(answer.status).toBe(422);
    const { error } = apiErrorSchema.parse(await answer.json());
    expect(error.kind).toBe('bad-input');
    expect(error.place?.field).toBe(field);
    expect(error.message).toMatch(message);
    const jobs = (await (await session.api.request(`/api/projects/${project.id}/jobs`)).json()) as { jobs: unknown[] };
    expect(jobs.jobs).toStrictEqual([]);
  });

  test('refuses a request that is none with 400', async () => {
    for (const body of [
      { settings: QUICK, untilQlm: 0 },
      { settings: QUICK, more: 1 },
    ])
      expect((await post(`/api/projects/${project.id}/simulations`, body)).status).toBe(400);
  });

  test('makes the samples of a configuration; they are listed as they come, and pictures of them on the way', async () => {
    const { id, title } = await begin(QUICK);
    expect(title).toBe('2 new samples: 2D inverse-power-law glass, N = 144');
    const first = await firstPicture(id);
    expect(first.status).toBe(200);
    const arrays = receivedArrays(await first.arrayBuffer());
    const [seq] = arrays.get('frame')?.data ?? [];
    expect(seq).toBeGreaterThanOrEqual(1);
    expect(arrays.get('positions')?.shape).toStrictEqual([144, 2]);
    expect(arrays.get('species')?.data.filter((kind) => kind === 0)).toHaveLength(72);
    const [lx, ly, xy] = arrays.get('box')?.data ?? [];
    expect([lx, ly, xy]).toStrictEqual([Math.sqrt(144 / 0.86), Math.sqrt(144 / 0.86), 0]);
    const time = arrays.get('trace/time')?.data ?? [];
    expect(time.length).toBeGreaterThan(0);
    expect(arrays.get('trace/temperature')?.shape).toStrictEqual([time.length]);
    expect(arrays.get('msd/B')?.shape).toStrictEqual(arrays.get('msd/time')?.shape);
    const over = await end(id);
    expect(over).toMatchObject({ state: 'done', progress: 1, error: null });
    expect(over.samples).toHaveLength(2);
    const rows = (await (await session.api.request(`/api/projects/${project.id}/samples`)).json()) as {
      samples: { number: number; n: number; model: string }[];
    };
    expect(rows.samples.map(({ number, n, model }) => [number, n, model])).toStrictEqual(
      over.samples.toSorted((a, b) => a - b).map((number) => [number, 144, '2dipl']),
    );
    // After the end: the last picture is still there, a newer one never comes.
    expect((await live(id, 0)).status).toBe(200);
    expect((await live(id, 1e6)).status).toBe(204);
    expect(await (await session.api.request(`/api/projects/${project.id}/simulations`)).json()).toStrictEqual({
      jobs: [id],
    });
  });

  test('the same configuration finds its samples and makes none', async () => {
    const { id } = await begin(QUICK);
    const over = await end(id);
    expect(over.state).toBe('done');
    expect(over.samples).toHaveLength(2);
    const rows = (await (await session.api.request(`/api/projects/${project.id}/samples`)).json()) as {
      samples: unknown[];
    };
    expect(rows.samples).toHaveLength(2);
  });

  test('is cancelled at once in the midst of the dynamics; nothing is stored', async () => {
    const { id } = await begin({ ...SLOW, seed: 'cancel' });
    expect((await firstPicture(id)).status).toBe(200);
    const began = performance.now();
    const answer = await session.api.request(`/api/projects/${project.id}/jobs/${id}`, { method: 'DELETE' });
    // Kernels stop within milliseconds; a machine under load takes its time, but not the hours of the whole run.
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(jobInfoSchema.parse(await answer.json())).toMatchObject({ state: 'cancelled', samples: [] });
    expect((await live(id, 1e6)).status).toBe(204);
  });

  test('goes on in the new file when the project is saved elsewhere meanwhile', async () => {
    const long = { ...QUICK, samples: 6, seed: 'moved', protocol: { ...QUICK.protocol, equilibrationTime: 40 } };
    const { id } = await begin(long);
    expect((await firstPicture(id)).status).toBe(200);
    const saved = await post(`/api/projects/${project.id}/save`, { path: 'moved.keycore' });
    expect(saved.status).toBe(200);
    expect((await job(id)).state).toBe('running');
    expect(await end(id)).toMatchObject({ state: 'done', error: null });
    const file = await openProject(join(folder, 'moved.keycore'), { mode: 'read' });
    const mine = file.listJobs().find(({ seed }) => seed === 'moved');
    expect(mine).toMatchObject({ samples: 6, stored: 6 });
    file.close();
  });

  test('a run that was cut short by the end of Keycore is taken up again', async () => {
    const { id } = await begin({ ...QUICK, seed: 'cut', protocol: { ...QUICK.protocol, equilibrationTime: 150 } });
    expect((await firstPicture(id)).status).toBe(200);
    await session.close();
    session = startSession({ host: 'test', root: folder, userData: join(folder, 'data') });
    const opened = await post('/api/projects', { path: 'moved.keycore' });
    project = projectInfoSchema.parse(await opened.json());
    expect(await job(id)).toMatchObject({ state: 'unfinished', resumable: true });
    const resumed = await post(`/api/projects/${project.id}/jobs/${id}/resume`, {});
    expect(resumed.status).toBe(202);
    expect((await firstPicture(id)).status).toBe(200);
    expect(await end(id)).toMatchObject({ state: 'done', error: null });
  });

  test('a run that was cancelled half-way can be taken up again, and completes the same job', async () => {
    const long = { ...QUICK, samples: 8, seed: 'half', protocol: { ...QUICK.protocol, equilibrationTime: 60 } };
    const { id } = await begin(long);
    for (let seq = 0; (await job(id)).samples.length === 0; seq += 1) {
      expect((await job(id)).state).not.toBe('failed');
      await live(id, seq);
    }
    await session.api.request(`/api/projects/${project.id}/jobs/${id}`, { method: 'DELETE' });
    const body = (await (await session.api.request(`/api/projects/${project.id}/jobs`)).json()) as { jobs: unknown[] };
    const left = jobInfoSchema
      .array()
      .parse(body.jobs)
      .find(({ state, title }) => state === 'unfinished' && title.includes('seed half'));
    expect(left).toMatchObject({ resumable: true, error: null });
    const resumed = await post(`/api/projects/${project.id}/jobs/${left?.id ?? ''}/resume`, {});
    expect(resumed.status).toBe(202);
    expect((await end(left?.id ?? '')).state).toBe('done');
    const file = await openProject(join(folder, 'moved.keycore'), { mode: 'read' });
    expect(file.listJobs().find(({ seed }) => seed === 'half')).toMatchObject({ samples: 8, stored: 8 });
    file.close();
  });

  test('what is no run has no pictures: 404', async () => {
    const answer = await live('nobody', 0);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { message: 'there is no such run' } });
  });
});

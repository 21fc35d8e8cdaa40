import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import type { JobEvent, JobInfo, ProjectInfo } from '../../src-main/api/contract.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inChild, ROOT } from './cli-runner.ts';
import { tokenFor } from './serve-client.ts';
import { serveProcess, type ServeProcess } from './serve-process.ts';

let folder: string;
let project: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-serve-'));
  mkdirSync(join(folder, 'root'));
  vi.stubEnv('KEYCORE_USER_DATA', join(folder, 'data'));
  project = join(folder, 'root', 'glass.keycore');
  copyFileSync(join(ROOT, 'assets', '2dipl-glass.keycore'), project);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Requests to a running server with its token. */
async function client(server: ServeProcess) {
  const url = `http://127.0.0.1:${server.port}/`;
  const authorization = `Bearer ${await tokenFor({ url, redirectFile: server.redirectFile })}`;
  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(new URL(path, url), { ...init, headers: { authorization } });
  const opened = async (): Promise<ProjectInfo[]> =>
    ((await (await request('/api/projects')).json()) as { projects: ProjectInfo[] }).projects;
  return { request, opened };
}

/** Some 20 s of work on one core. */
function longWork(): { query: string; body: string } {
  const model = modelById('2dipl');
  const { ids, species, positions, box } = randomStart(model, 40_000, model.density, sampleSeed('serve', 0));
  const rows = Array.from(ids, (id, i) => `${id},${'AB'[species[i]]},${positions[2 * i]},${positions[2 * i + 1]}`);
  return {
    query: `name=start.csv&model=2dipl&box=${box.lx},${box.ly}`,
    body: `id,type,x,y\n${rows.join('\n')}\n`,
  };
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s in the middle of a job ends it in order', async (signal) => {
  const server = await serveProcess([project, '--root', join(folder, 'root')], join(folder, 'data'));
  const { request, opened } = await client(server);
  const [{ id, path, mode }] = await opened();
  expect({ path, mode }).toStrictEqual({ path: 'glass.keycore', mode: 'write' });
  const { query, body } = longWork();
  const { job } = (await (await request(`/api/projects/${id}/imports?${query}`, { method: 'POST', body })).json()) as {
    job: JobInfo;
  };
  const progress = await request(`/api/projects/${id}/jobs/${job.id}/progress`);
  const lines: string[] = [];
  const decoder = new TextDecoder();
  for await (const piece of progress.body ?? []) {
    lines.push(decoder.decode(piece, { stream: true }));
    // In the middle of the work, with a listener on it.
    // Once: a second signal ends it at once.
    if (!server.child.killed && lines.join('').includes('"state":"running"')) server.child.kill(signal);
  }
  const events = lines
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JobEvent);
  expect(events.at(-1)?.job.state).toBe('cancelled');
  expect(await server.ended).toBe(0);
  expect(existsSync(server.redirectFile)).toBe(false);
  // What was sent is kept for the job to be taken up again.
  expect(readdirSync(join(folder, 'data', 'uploads'))).toHaveLength(1);
  const after = await openProject(project, { mode: 'write' });
  expect(after.mode).toBe('write');
  expect(after.listSamples()).toHaveLength(1);
  expect(after.listPending()).toMatchObject([{ id: job.id, title: 'Import of start.csv' }]);
  after.close();
});

test('a job in whose middle the server was killed is unfinished in the next one, which takes it up', async () => {
  const args = [project, '--root', join(folder, 'root')];
  const killed = await serveProcess(args, join(folder, 'data'));
  const first = await client(killed);
  const [{ id }] = await first.opened();
  const { query, body } = longWork();
  const { job } = (await (
    await first.request(`/api/projects/${id}/imports?${query}`, { method: 'POST', body })
  ).json()) as { job: JobInfo };
  killed.child.kill('SIGKILL');
  await killed.ended;
  const next = await serveProcess(args, join(folder, 'data'));
  const { request, opened } = await client(next);
  const [again] = await opened();
  const jobs = async (): Promise<JobInfo[]> =>
    ((await (await request(`/api/projects/${again.id}/jobs`)).json()) as { jobs: JobInfo[] }).jobs;
  expect(await jobs()).toMatchObject([{ id: job.id, state: 'unfinished', resumable: true }]);
  expect((await request(`/api/projects/${again.id}/jobs/${job.id}/resume`, { method: 'POST' })).status).toBe(202);
  expect((await jobs()).map(({ state }) => state === 'queued' || state === 'running')).toStrictEqual([true]);
  // Given up by the user, it is so for good.
  await request(`/api/projects/${again.id}/jobs/${job.id}`, { method: 'DELETE' });
  expect(readdirSync(join(folder, 'data', 'uploads'))).toStrictEqual([]);
  next.child.kill('SIGTERM');
  expect(await next.ended).toBe(0);
});

test('a server that was killed is started again and has the project; a second one meanwhile reads it', async () => {
  const args = [project, '--root', join(folder, 'root')];
  const killed = await serveProcess(args, join(folder, 'data'));
  const second = await serveProcess(args, join(folder, 'data2'));
  const [seen] = await (await client(second)).opened();
  expect(seen.mode).toBe('read');
  expect(seen.readOnlyReason).toContain(`Process ${killed.child.pid} on `);
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);

  killed.child.kill('SIGKILL');
  await killed.ended;
  const next = await serveProcess([...args, '--port', String(killed.port)], join(folder, 'data'));
  expect(next.port).toBe(killed.port);
  const [again] = await (await client(next)).opened();
  expect(again).toMatchObject({ mode: 'write', samples: 1 });
  next.child.kill('SIGTERM');
  expect(await next.ended).toBe(0);
});

test('what cannot be served is said before anything is started', async () => {
  const of = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await inChild(['serve', '--no-open', ...args]);
    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    return err;
  };
  expect(await of(join(folder, 'none.keycore'))).toBe(
    `keycore: ${join(folder, 'none.keycore')}: cannot be opened: there is no such file or folder\n`,
  );
  expect(await of('--root', project)).toBe(`keycore: ${project}: this is a file, not a folder\n`);
  expect(await of('--port', '70000')).toBe("keycore: --port: expected a whole number from 0 to 65535, got '70000'\n");
  const server = await serveProcess(['--root', folder], join(folder, 'data'));
  expect(await of('--root', folder, '--port', String(server.port))).toBe(
    `keycore: --port: port ${server.port} is in use; choose another, or leave it out for a free one\n`,
  );
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});

test.runIf(process.platform !== 'win32')(
  'a server all of whose reads are stuck answers, and ends by SIGTERM',
  async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    vi.stubEnv('KEYCORE_TEST_PIPE', pipe);
    vi.stubEnv('NODE_OPTIONS', `--import=${pathToFileURL(join(ROOT, 'test/fixtures/serve/stuck-reads.mjs')).href}`);
    const server = await serveProcess([project, '--root', join(folder, 'root')], join(folder, 'data'));
    const { request } = await client(server);
    server.child.kill('SIGUSR2');
    expect((await request('/api/host')).status).toBe(200);
    const signal = new Promise((resolve) => server.child.once('exit', (_, by) => resolve(by)));
    server.child.kill('SIGTERM');
    // It is closed in order first; the process then does not wait for threads that never end.
    expect(await signal).toBe('SIGTERM');
    expect(existsSync(server.redirectFile)).toBe(false);
  },
);

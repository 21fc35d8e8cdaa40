import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BatchRequest } from '../../src-main/api/batch-contract.ts';
import type { JobInfo } from '../../src-main/api/contract.ts';
import { writeManyGlasses } from './many-glasses.ts';
import { type ProjectSession, startProjectSession } from './project-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-batch-'));
let api: ProjectSession;

beforeAll(async () => {
  await writeManyGlasses(folder, 'glasses.keycore', 4);
  api = await startProjectSession(folder, join(folder, 'data'), 'glasses.keycore');
});

afterAll(async () => {
  await api.session.close();
  rmSync(folder, { recursive: true, force: true });
});

const batch = (request: BatchRequest): Promise<JobInfo> =>
  api.post(`${api.project}/batch`, request).then((answer) => api.ended(answer));

/** When the report on mechanics of a sample was kept; null where there is none. */
async function keptAt(sample: number): Promise<string | null> {
  const answer = await api.get(`${api.project}/samples/${sample}/mechanics`);
  return ((await answer.json()) as { storedAt: string } | null)?.storedAt ?? null;
}

/** The files of an archive, as texts. */
async function archiveOf({ id }: JobInfo): Promise<Map<string, string>> {
  const answer = await api.get(`${api.project}/batch/${id}`);
  expect(answer.status).toBe(200);
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  return new Map(Object.entries(files).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
}

test('an analysis of many samples is kept of each, and recalled the next time', async () => {
  const request = { what: 'analysis', samples: '1-2,4', analysis: 'mechanics', settings: { degrees: 90 } } as const;
  const job = await batch(request);
  expect(job).toMatchObject({ title: 'Mechanics of 3 samples', state: 'done', error: null });
  const kept = await Promise.all([1, 2, 3, 4].map(keptAt));
  expect(kept.map((when) => when !== null)).toEqual([true, true, false, true]);
  expect((await batch(request)).state).toBe('done');
  expect(await Promise.all([1, 2, 3, 4].map(keptAt))).toEqual(kept);
});

test('the other samples are done where one fails, and it is told which, and why', async () => {
  const job = await batch({ what: 'analysis', samples: '3,99', analysis: 'mechanics', settings: { degrees: 90 } });
  expect(job.state).toBe('failed');
  expect(job.error?.message).toContain('sample 99: ');
  expect(job.error?.message).toContain('there is no sample 99: 4 are stored, numbers 1 to 4');
  expect(await keptAt(3)).not.toBeNull();
});

test('an export of many samples is an archive of what each export is', async () => {
  const job = await batch({ what: 'export', samples: '2-3,99', query: { format: 'xyz' } });
  expect(job.state).toBe('failed');
  const files = await archiveOf(job);
  expect([...files.keys()]).toEqual(['glasses-2.xyz', 'glasses-3.xyz', 'failed.txt']);
  expect(files.get('failed.txt')).toMatch(/^sample 99: .*there is no sample 99/);
  const alone = await api.get(`${api.project}/samples/2/export?format=xyz`);
  expect(files.get('glasses-2.xyz')).toBe(await alone.text());
});

test('figures of many samples lie in a folder for each', async () => {
  const job = await batch({ what: 'figures', samples: '1,4', request: { panels: ['1a'], formats: ['svg'] } });
  expect(job).toMatchObject({ title: 'Figures of 2 samples', state: 'done' });
  const files = await archiveOf(job);
  expect([...files.keys()].filter((name) => name.endsWith('.svg'))).toEqual([
    expect.stringMatching(/^1\/.*1a.*\.svg$/),
    expect.stringMatching(/^4\/.*1a.*\.svg$/),
  ]);
  expect(files.get([...files.keys()][0])).toContain('<svg');
});

test.each([
  [{ what: 'analysis', samples: '1', analysis: 'alchemy' }, 422, "analysis: there is no analysis 'alchemy'"],
  [{ what: 'analysis', samples: '1', analysis: 'mechanics', settings: { degrees: 7 } }, 400, 'degrees'],
  [{ what: 'figures', samples: '1', request: { panels: ['9z'] } }, 422, "there is no panel '9z'"],
  [{ what: 'export', samples: '1;2', query: { format: 'xyz' } }, 400, 'samples'],
  [{ what: 'export', samples: '4-1', query: { format: 'xyz' } }, 400, 'samples'],
  [{ what: 'delete', samples: '1' }, 400, 'what'],
])('%j is refused', async (request, status, words) => {
  const answer = await api.post(`${api.project}/batch`, request);
  expect(await answer.text()).toContain(words);
  expect(answer.status).toBe(status);
});

test('what is no batch has no archive', async () => {
  const answer = await api.get(`${api.project}/batch/none`);
  expect(answer.status).toBe(404);
});

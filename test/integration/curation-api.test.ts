import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  deletionSchema,
  provenanceSheetSchema,
  type SampleNote,
  type TagChange,
} from '../../src-main/api/curation-contract.ts';
import { projectInfoSchema, type ProjectInfo, type SampleRow } from '../../src-main/api/contract.ts';
import { startSession, type Session } from '../../src-main/api/session.ts';
import { createProject } from '../../src-main/project/open-project.ts';
import { inProcess } from './cli-runner.ts';
import { madeUpSample } from './project-sample.ts';
import { receivedArrays } from './serve-arrays.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-curation-'));
let session: Session;
let info: ProjectInfo;

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const answer = await session.api.request(`/api/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: await answer.json() };
}
async function here<T>(method: string, path: string, body?: unknown): Promise<T> {
  const { status, json } = await ask(method, `projects/${info.id}${path}`, body);
  expect(status, JSON.stringify(json)).toBeLessThan(300);
  return json as T;
}
const rows = async () => (await here<{ samples: SampleRow[] }>('GET', '/samples')).samples;

/** Waits for the end of a job. */
async function ended(job: string): Promise<void> {
  const stream = await session.api.request(`/api/projects/${info.id}/jobs/${job}/progress`);
  expect((await stream.text()).trim().split('\n').at(-1)).toContain('"state":"done"');
}

beforeAll(async () => {
  for (const [name, samples] of [
    ['glass', 3],
    ['other', 4],
  ] as const) {
    const project = await createProject(join(folder, `${name}.keycore`));
    project.addJob({ configuration: { task: 'simulate', model: '2dipl' }, seed: '7', samples });
    for (let number = 1; number <= samples; number++) project.storeSample(number, madeUpSample(number));
    project.addTag(1, name);
    project.close();
  }
  session = startSession({ host: 'test', root: folder, userData: join(folder, 'data') });
  info = projectInfoSchema.parse((await ask('POST', 'projects', { path: 'glass.keycore' })).json);
});
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a sample is renamed and gets its name back', async () => {
  const [before] = await rows();
  expect(await here('POST', '/samples/1/title', { title: ' الزجاج الأول ' })).toEqual({
    former: '',
    label: 'الزجاج الأول',
  });
  expect((await rows())[0]).toMatchObject({ label: 'الزجاج الأول', title: 'الزجاج الأول', tags: ['glass'] });
  expect(await here('GET', '/samples/1')).toMatchObject({ label: 'الزجاج الأول' });
  expect(await here('POST', '/samples/1/title', { title: '' })).toEqual({
    former: 'الزجاج الأول',
    label: before.label,
  });
  const long = await ask('POST', `projects/${info.id}/samples/1/title`, { title: 'x'.repeat(10_000) });
  expect(long).toMatchObject({ status: 422, json: { error: { kind: 'bad-input' } } });
  expect(JSON.stringify(long.json)).toContain('has 10000 characters');
  expect(JSON.stringify(long.json).length).toBeLessThan(400);
});

test('tags come and go on many samples at once, and what has changed undoes it', async () => {
  const change = await here<TagChange>('POST', '/tags', { add: [{ tag: 'glass', samples: [1, 2, 3] }] });
  expect(change).toEqual({ add: [{ tag: 'glass', samples: [2, 3] }], remove: [] });
  expect(await here('GET', '/tags')).toEqual({ tags: [{ tag: 'glass', samples: 3 }] });
  await here('POST', '/tags', { add: change.remove, remove: change.add });
  expect(await here('GET', '/tags')).toEqual({ tags: [{ tag: 'glass', samples: 1 }] });
  const refused = await ask('POST', `projects/${info.id}/tags`, {
    add: [
      { tag: 'good', samples: [1] },
      { tag: 'x'.repeat(10_000), samples: [1] },
    ],
  });
  expect(refused.status).toBe(422);
  expect((await rows())[0].tags).toEqual(['glass']);
});

test('notes have a date, and are put back as they were', async () => {
  const note = await here<SampleNote>('POST', '/notes', { sample: 2, text: 'look' });
  expect((await rows())[1].notes).toBe(1);
  const writtenAt = '2026-02-03T04:05:06.789Z';
  expect(await here('POST', `/notes/${note.id}`, { text: 'look again', writtenAt })).toEqual(note);
  expect(await here('GET', '/notes')).toEqual({ notes: [{ id: note.id, sample: 2, text: 'look again', writtenAt }] });
  expect(await here('DELETE', `/notes/${note.id}`)).toMatchObject({ text: 'look again', writtenAt });
  expect((await ask('DELETE', `projects/${info.id}/notes/${note.id}`)).status).toBe(404);
});

test('deleted samples are gone for every route, and the list and the changes tell; undone, all is there', async () => {
  const before = await rows();
  const { revision } = await here<ProjectInfo>('GET', '');
  const deletion = deletionSchema.parse(await here('POST', '/deletions', { samples: [1, 3] }));
  expect((await rows()).map(({ number }) => number)).toEqual([2]);
  expect((await ask('GET', `projects/${info.id}/samples/1`)).status).toBe(404);
  const now = await here<ProjectInfo>('GET', '');
  expect(now.samples).toBe(1);
  expect(now.revision).toBeGreaterThan(revision);
  expect(await here('GET', '/deletions')).toEqual({ deletions: [deletion] });
  expect(await here('DELETE', `/deletions/${deletion.deletion}`)).toEqual({ samples: [1, 3] });
  expect(await rows()).toEqual(before);
  await here('POST', '/deletions', { samples: [3] });
  expect(await here('POST', '/restored', { samples: [3] })).toEqual({ samples: [3] });
});

test('an example cannot be changed', async () => {
  const example = projectInfoSchema.parse((await ask('POST', 'projects', { shipped: '2dipl-qlm' })).json);
  const refused = await ask('POST', `projects/${example.id}/deletions`, { samples: [1] });
  expect(refused).toMatchObject({ status: 409, json: { error: { kind: 'read-only' } } });
  const sheet = provenanceSheetSchema.parse((await ask('GET', `projects/${example.id}/samples/1/provenance`)).json);
  expect(sheet).toMatchObject({ label: '2dipl · 1024 · #658', job: { index: 658 } });
});

test('the command of the sheet makes the sample again, and the traces of its run are kept with it', async () => {
  const settings = { model: '2dipl', particles: 64, preset: 'quick', seed: 'again', analysis: { modes: 3 } };
  const protocol = { temperature: 1, equilibrationTime: 5, cooling: [{ to: 0.5, rate: 0.2 }] };
  const simulated = await here<{ job: { id: string } }>('POST', '/simulations', {
    settings: { ...settings, protocol, samples: 2 },
  });
  await ended(simulated.job.id);
  const made = (await rows()).at(-1);
  expect(made).toMatchObject({ label: '2dipl · 64 · #2', index: 2, preset: 'quick', n: 64 });
  expect(made?.psi6).toBeGreaterThan(0);
  const sample = `/samples/${made?.number}`;
  const answer = await session.api.request(`/api/projects/${info.id}${sample}/traces`);
  const traces = receivedArrays(await answer.arrayBuffer());
  const time = traces.get('trace/time')?.data ?? [];
  expect(time.length).toBeGreaterThan(2);
  expect(traces.get('trace/temperature')?.data).toHaveLength(time.length);
  expect(traces.get('msd/total')?.data.at(-1)).toBeGreaterThan(0);
  const sheet = provenanceSheetSchema.parse(await here('GET', `${sample}/provenance`));
  const [, json, flags] = /<<'END'\n([^]*)\nEND\n.*simulate sample\.json (.*) -o again/.exec(sheet.command ?? '') ?? [];
  const file = join(folder, 'sample.json');
  writeFileSync(file, json);
  const run = await inProcess(['simulate', file, ...flags.split(' '), '-o', join(folder, 'again.keycore')]);
  expect(run.code, run.err).toBe(0);
  const told = JSON.parse((await inProcess(['info', join(folder, 'again.keycore'), '--json', '-'])).out) as {
    samples: { contentHash: string }[];
  };
  expect(told.samples.map(({ contentHash }) => contentHash)).toEqual([sheet.contentHash]);
});

test('another project is merged into the open one, and both into a new one', async () => {
  await here('POST', '/deletions', { samples: [2] });
  const into = await here<{ job: { id: string } }>('POST', '/merges', { from: [{ path: 'other.keycore' }] });
  await ended(into.job.id);
  expect(await here('GET', `/merges/${into.job.id}`)).toMatchObject({
    file: null,
    samples: 1,
    enriched: 1,
    tags: 1,
    skipped: [
      { from: 'other.keycore', samples: 1, reason: 'they were deleted here; restore them under “Deleted…”' },
      { samples: 1, reason: 'they are here already, with all that belongs to them' },
    ],
  });
  expect((await rows())[0].tags).toEqual(['glass', 'other']);
  const whole = await here<{ job: { id: string } }>('POST', '/merges', {
    from: [{ path: 'other.keycore' }],
    into: { path: 'whole.keycore' },
  });
  await ended(whole.job.id);
  expect(await here('GET', `/merges/${whole.job.id}`)).toMatchObject({ file: 'whole.keycore', samples: 5 });
  const self = await ask('POST', `projects/${info.id}/merges`, { from: [{ path: 'glass.keycore' }] });
  expect(self).toMatchObject({ status: 422 });
});

test('the command line deletes, lists, restores and removes for good', async () => {
  const path = join(folder, 'whole.keycore');
  expect(await inProcess(['delete', path, '1,3-4'])).toMatchObject({ code: 0 });
  expect((await inProcess(['restore', path])).out).toMatch(/^sample 1, .*: deleted on 20/m);
  expect((await inProcess(['export', path, '3', '--format', 'xyz', '-o', join(folder, 'x.xyz')])).err).toContain(
    'sample 3 was deleted on',
  );
  expect(await inProcess(['restore', path, '3'])).toMatchObject({ code: 0, out: 'restored 1 sample\n' });
  expect((await inProcess(['delete', path, '--for-good'])).out).toMatch(/^removed 3 samples for good/);
  expect(await inProcess(['delete', path, '7-3'])).toMatchObject({ code: 2 });
});

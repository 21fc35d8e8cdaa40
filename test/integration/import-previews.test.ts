import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { apiErrorSchema, jobEventSchema, type JobInfo, sampleDetailSchema } from '../../src-main/api/contract.ts';
import { type ImportPreview, importPreviewSchema } from '../../src-main/api/previews-contract.ts';
import { createProject } from '../../src-main/project/open-project.ts';
import { dumpText } from '../browser/dump-text.ts';
import { jobOf, openedIn, type ProjectSession, startProjectSession } from './project-session.ts';

let folder: string;
let own: ProjectSession;
let projects = 0;
const at = (...names: string[]): string => join(folder, ...names);
const uploads = (): string[] => readdirSync(at('data', 'uploads'));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-previews-'));
  mkdirSync(at('root'));
  (await createProject(at('root', 'first.keycore'))).close();
  own = await startProjectSession(at('root'), at('data'), 'first.keycore');
});
beforeEach(async () => {
  projects += 1;
  (await createProject(at('root', `${projects}.keycore`))).close();
  const project = await openedIn(own.session, `${projects}.keycore`);
  own = { ...own, project, sample: `${project}/samples/1` };
  own.session.context.previews.close();
});
afterAll(async () => {
  await own.session.close();
  rmSync(folder, { recursive: true });
});

type Answers = Record<string, string>;

const queryOf = (name: string, answers: Answers): string => new URLSearchParams({ name, ...answers }).toString();

/** Sends a file to be looked at. */
async function sent(name: string, content: string | Buffer<ArrayBuffer>, answers: Answers = {}): Promise<Response> {
  return own.session.api.request(`${own.project}/previews?${queryOf(name, answers)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: content,
  });
}

async function previewOf(answer: Response | Promise<Response>): Promise<ImportPreview> {
  const response = await answer;
  expect(response.status).toBe(200);
  return importPreviewSchema.parse(await response.json());
}

/** Looks at a file of the root, which stays where it is. */
async function previewed(path: string, answers: Answers = {}): Promise<ImportPreview> {
  return previewOf(own.post(`${own.project}/previews?${queryOf(path, answers)}`, { path }));
}

const looked = ({ preview }: ImportPreview, name: string, answers: Answers): Promise<ImportPreview> =>
  previewOf(
    own.session.api.request(`${own.project}/previews/${preview}?${queryOf(name, answers)}`, { method: 'POST' }),
  );

const imported = ({ preview }: ImportPreview, name: string, answers: Answers = {}): Promise<Response> =>
  own.post(`${own.project}/imports?${queryOf(name, answers)}`, { preview });

/** Waits for the job of an answer and gives its last state. */
async function ended(answer: Response): Promise<JobInfo> {
  const { id } = await jobOf(answer);
  const lines = (await (await own.get(`${own.project}/jobs/${id}/progress`)).text()).trim().split('\n');
  return jobEventSchema.parse(JSON.parse(lines.at(-1) ?? '')).job;
}

async function refusal(answer: Response): Promise<{ status: number; message: string }> {
  return { status: answer.status, message: apiErrorSchema.parse(await answer.json()).error.message };
}

describe('a preview', () => {
  test('tells format, frames, particles, box, columns, model with its reason and max|F|, and writes nothing', async () => {
    const text = dumpText(128)
      .replaceAll('id type x y', 'id type x y vx')
      .replaceAll(/^(\d+ [12] .*)$/gm, '$1 0.5');
    const both = text + text.replace('TIMESTEP\n0', 'TIMESTEP\n7');
    const preview = await previewOf(sent('two.dump', both));
    expect(preview).toMatchObject({
      format: { id: 'lammps-dump', label: 'LAMMPS dump' },
      frames: 2,
      configurations: 1,
      facts: {
        frame: 1,
        timestep: 7,
        n: 128,
        types: [
          { label: '1', count: 64 },
          { label: '2', count: 64 },
        ],
        extent: null,
      },
      model: {
        id: '2dipl',
        species: [
          { name: 'A', count: 64 },
          { name: 'B', count: 64 },
        ],
        types: { 1: 'A', 2: 'B' },
        guess: { model: true, types: true, from: 'type 1: 50.0 %, type 2: 50.0 %; number density 0.8600' },
      },
      stored: null,
      problem: null,
      recipe: null,
    });
    expect(preview.facts?.columns.map(({ column, role }) => `${column}=${role}`)).toEqual([
      'id=id',
      'type=type',
      'x=x',
      'y=y',
      'vx=extra',
    ]);
    expect(preview.facts?.box?.lx).toBeCloseTo(Math.sqrt(128 / 0.86), 12);
    expect(await (await own.get(`${own.project}/samples`)).json()).toEqual({ samples: [] });

    const job = await ended(await imported(preview, 'two.dump'));
    expect(job).toMatchObject({ state: 'done', samples: [1] });
    const { report } = sampleDetailSchema.parse(await (await own.get(own.sample)).json());
    // As the analysis, in other threads, has it of the configuration as it was read.
    expect(preview.maxForce?.first).toBe(report.sample.maxForceAsRead);
    expect(uploads()).toEqual([]);
  });

  test.each([
    ['0', 1, 0],
    ['all', 3, 0],
    ['1:3', 2, 1],
    ['-2:', 2, 1],
    ['last', 1, 2],
  ])('of frame %s tells how many there are and how many are chosen', async (frame, configurations, first) => {
    const text = [0, 1, 2].map((step) => dumpText(64).replace('TIMESTEP\n0', `TIMESTEP\n${step}`)).join('');
    const preview = await previewOf(sent('three.dump', text, { frame }));
    expect(preview).toMatchObject({ frames: 3, configurations, facts: { frame: first, timestep: first } });
  });

  test('asks what the file does not tell beside what it does; answers need the file no more', async () => {
    const odd = await previewOf(sent('odd.dump', dumpText(100, { share: 0.7 })));
    expect(odd).toMatchObject({
      facts: {
        n: 100,
        types: [
          { label: '1', count: 70 },
          { label: '2', count: 30 },
        ],
      },
      model: null,
      maxForce: null,
      configurations: 0,
      problem: { place: { question: { asks: 'model' } } },
    });
    const answers = { model: '2dipl', types: '1=A,2=B' };
    const answered = await looked(odd, 'odd.dump', answers);
    expect(answered).toMatchObject({ preview: odd.preview, problem: null, model: { guess: null }, configurations: 1 });
    expect(uploads()).toHaveLength(1);
    expect(await ended(await imported(odd, 'odd.dump', answers))).toMatchObject({ state: 'done' });
    expect(uploads()).toEqual([]);
  });

  test('of a table without a box tells where its particles are; of an open box, all but the model', async () => {
    const rows = dumpText(50).split('\n').slice(9, 59);
    const table = ['id,type,x,y', ...rows.map((row) => row.replaceAll(' ', ','))].join('\n');
    const boxless = await previewOf(sent('points.csv', table));
    expect(boxless).toMatchObject({ facts: { n: 50, box: null }, problem: { place: { question: { asks: 'box' } } } });
    const x = rows.map((row) => Number(row.split(' ')[2]));
    expect(boxless.facts?.extent?.x).toEqual([Math.min(...x), Math.max(...x)]);
    const open = `50\nLattice="7.6 0 0 0 7.6 0 0 0 1" Properties=species:S:1:pos:R:2 pbc="F F F"\n${rows.map((row) => row.replace(/^\d+ /, 'A')).join('\n')}\n`;
    expect(await previewOf(sent('open.xyz', open.replaceAll(/^A(\d)/gm, 'A$1')))).toMatchObject({
      facts: { n: 50, box: { lx: 7.6 } },
      problem: { place: { question: { asks: 'periodic' } } },
    });
  });

  test('of rubbish says why it is none, in the words of an import, and of each file by itself', async () => {
    const png = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'pictures', 'narrow-light.png'));
    const files: [string, string | Buffer<ArrayBuffer>][] = [
      ['empty.dump', ''],
      ['picture.png', Buffer.from(png)],
      ['notes.txt', 'milk, eggs\n'],
      ['cut.dump', dumpText(100).slice(0, 1500)],
      ['zeros.bin', Buffer.alloc(5000)],
      ['تجربة.dump', 'ITEM: TIMESTEP\nsoon\n'],
    ];
    for (const [name, content] of files) {
      const { problem, configurations } = await previewOf(sent(name, content));
      expect(configurations, name).toBe(0);
      const refused = await own.session.api.request(`${own.project}/imports?${queryOf(name, {})}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: content,
      });
      expect(problem?.message, name).toBe((await refusal(refused)).message);
      expect(problem?.message, name).toContain(name);
    }
  });
});

describe('what is there already', () => {
  test('is told with its number: as a whole, in part, and with other settings', async () => {
    const frames = [64, 66].map((n) => dumpText(n));
    writeFileSync(at('root', 'first.dump'), frames[0]);
    writeFileSync(at('root', 'both.dump'), frames.join(''));
    await ended(await imported(await previewed('first.dump'), 'first.dump'));
    expect((await previewed('first.dump')).stored).toEqual({ samples: [1], configurations: 1, sameSettings: true });
    expect((await previewed('both.dump', { frame: 'all' })).stored).toEqual({
      samples: [1],
      configurations: 1,
      sameSettings: true,
    });
    expect((await previewed('both.dump')).stored).toBeNull();
    const other = await previewed('first.dump', { modes: '3' });
    expect(other.stored).toEqual({ samples: [1], configurations: 1, sameSettings: false });
    // Wanted all the same, it is another sample.
    expect(await ended(await imported(other, 'first.dump', { modes: '3' }))).toMatchObject({ samples: [2] });
  });
});

describe('a file between preview and import', () => {
  test('that has gone or changed is not imported; another look takes it as it is', async () => {
    writeFileSync(at('root', 'moving.dump'), dumpText(64));
    const preview = await previewed('moving.dump');
    appendFileSync(at('root', 'moving.dump'), dumpText(66));
    expect(await refusal(await imported(preview, 'moving.dump'))).toEqual({
      status: 422,
      message: 'moving.dump: this file has changed since it was looked at',
    });
    expect(await looked(preview, 'moving.dump', {})).toMatchObject({ frames: 2, facts: { n: 66 }, problem: null });
    rmSync(at('root', 'moving.dump'));
    expect((await refusal(await imported(preview, 'moving.dump'))).message).toBe(
      'moving.dump: this file is no longer there',
    );
    expect((await looked(preview, 'moving.dump', {})).problem?.message).toMatch(/^moving\.dump.*no such file/);
  });

  test('is told to be too much for a full disk, and nothing of it stays', async () => {
    const handle = await open(at('root', 'first.keycore'));
    const prototype = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const write = vi.spyOn(prototype, 'writeFile').mockRejectedValue(full);
    try {
      expect(await refusal(await sent('large.dump', dumpText(64)))).toEqual({
        status: 500,
        message: 'large.dump: the disk is full; it was not kept',
      });
    } finally {
      write.mockRestore();
    }
    expect(uploads()).toEqual([]);
    expect((await previewOf(sent('large.dump', dumpText(64)))).problem).toBeNull();
  });

  test('is kept under its name only: not twice, not when discarded, not beyond the session; ours is removed, the user’s stays', async () => {
    writeFileSync(at('root', 'mine.dump'), dumpText(64));
    const [mine, copy, third] = [
      await previewed('mine.dump'),
      await previewOf(sent('copy.dump', dumpText(66))),
      await previewOf(sent('third.dump', dumpText(68))),
    ];
    expect(uploads()).toHaveLength(2);
    const [first, second] = await Promise.all([imported(copy, 'copy.dump'), imported(copy, 'copy.dump')]);
    const statuses = [first.status, second.status];
    expect(statuses.toSorted()).toEqual([202, 404]);
    for (const preview of [mine, third])
      await own.session.api.request(`/api/previews/${preview.preview}`, { method: 'DELETE' });
    const path = `${own.project}/previews/${third.preview}?name=third.dump`;
    const gone = await own.session.api.request(path, { method: 'POST' });
    expect(await refusal(gone)).toEqual({ status: 404, message: 'this file is no longer kept; send it again' });
    await ended(statuses[0] === 202 ? first : second);
    expect(uploads()).toEqual([]);
    const other = await startProjectSession(at('root'), at('other'), 'first.keycore');
    await other.session.api.request(`${other.project}/previews?name=left.dump`, { method: 'POST', body: dumpText(70) });
    expect(readdirSync(at('other', 'uploads'))).toHaveLength(1);
    await other.session.close();
    expect(readdirSync(at('other', 'uploads'))).toEqual([]);
    expect(existsSync(at('root', 'mine.dump'))).toBe(true);
  });

  test('is one of its own for each window: two previews of a file do not touch each other', async () => {
    const [one, other] = await Promise.all([0, 1].map(() => previewOf(sent('same.dump', dumpText(64)))));
    expect(one.preview).not.toBe(other.preview);
    expect(one.content).toBe(other.content);
    await own.session.api.request(`/api/previews/${one.preview}`, { method: 'DELETE' });
    expect(await ended(await imported(other, 'same.dump'))).toMatchObject({ state: 'done' });
  });
});

describe('what was said', () => {
  const answers = { model: '2dipl', types: '1=A,2=B' };

  test('is offered for files of the same columns and types, and goes when the next is imported without', async () => {
    const first = await previewOf(sent('first.dump', dumpText(100, { share: 0.7 })));
    await ended(await imported(first, 'first.dump', answers));
    const next = await previewOf(sent('next.dump', dumpText(80, { share: 0.6 })));
    expect(next.recipe).toEqual({ answers, of: 'columns' });
    expect((await looked(next, 'next.dump', answers)).recipe).toBeNull();
    expect((await previewOf(sent('v.dump', dumpText(80, { columns: 'id type xu yu' })))).recipe).toBeNull();
    const plain = await previewOf(sent('plain.dump', dumpText(80)));
    expect(plain.recipe).not.toBeNull();
    await ended(await imported(plain, 'plain.dump'));
    expect((await previewOf(sent('last.dump', dumpText(80, { share: 0.6 })))).recipe).toBeNull();
  });

  test('is offered first for the folder, which is not named in what is kept', async () => {
    mkdirSync(at('root', 'runs'));
    for (const name of ['a.dump', 'b.dump']) writeFileSync(at('root', 'runs', name), dumpText(100, { share: 0.7 }));
    await ended(await imported(await previewed('runs/a.dump'), 'runs/a.dump', answers));
    await ended(
      await imported(await previewOf(sent('c.dump', dumpText(100, { share: 0.7 }))), 'c.dump', {
        ...answers,
        modes: '5',
      }),
    );
    expect((await previewed('runs/b.dump')).recipe).toEqual({ answers, of: 'folder' });
    expect(readFileSync(at('data', 'recipes.json'), 'utf8')).not.toContain('runs');
  });
});

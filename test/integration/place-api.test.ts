import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectInfoSchema, type ProjectInfo } from '../../src-main/api/contract.ts';
import { knownProjectsSchema, type KnownProjectInfo } from '../../src-main/api/known-projects-contract.ts';
import type { PlaceAnswer } from '../../src-main/api/place-contract.ts';
import { startSession, type Session } from '../../src-main/api/session.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { ROOT } from './cli-runner.ts';

const SHIPPED = join(ROOT, 'assets', '2dipl-qlm.keycore');

let folder: string;
let root: string;
let session: Session;

/** A run of Keycore with the same user. */
function start(): Session {
  return startSession({ host: 'test', root, userData: join(folder, 'data'), log: () => undefined });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-place-'));
  root = join(folder, 'root');
  mkdirSync(root);
  session = start();
});
afterEach(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await session.close();
  session = start();
}

async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return session.api.request(path, body === undefined ? { method } : { method, headers, body: JSON.stringify(body) });
}

const place = async (): Promise<PlaceAnswer> => (await (await ask('GET', '/api/place')).json()) as PlaceAnswer;

async function open(body: unknown): Promise<ProjectInfo> {
  const response = await ask('POST', '/api/projects', body);
  expect(response.status).toBe(200);
  return projectInfoSchema.parse(await response.json());
}

async function known(): Promise<KnownProjectInfo[]> {
  return knownProjectsSchema.parse(await (await ask('GET', '/api/projects/known')).json()).projects;
}

test('the place is kept for the next run, by nobody else’s eyes, and checked to the letter', async () => {
  expect(await place()).toStrictEqual({ place: null, notices: [] });
  const text =
    'project=example.2dipl-qlm&sample=1&mode=4&room=mechanics&focus=1,2&camera=0,-3.5,20&picked=12&pinned=3,2';
  expect((await ask('POST', `/api/place?${text}`)).status).toBe(200);
  await restart();
  const wanted = {
    project: 'example.2dipl-qlm',
    sample: 1,
    mode: 4,
    room: 'mechanics',
    focus: { x: 1, y: 2 },
    camera: { x: 0, y: -3.5, across: 20 },
    picked: 12,
    pinned: [3, 2],
  };
  expect(await place()).toStrictEqual({ place: wanted, notices: [] });
  expect(await (await ask('GET', `/api/place/read?${text}`)).json()).toStrictEqual(wanted);
  for (const bad of ['project=/etc/passwd', `${text}&code=x`, `${text}&sample=2`, ''])
    for (const [method, path] of [
      ['GET', '/api/place/read'],
      ['POST', '/api/place'],
    ])
      expect((await ask(method, `${path}?${bad}`)).status, bad).toBe(400);
  expect((await place()).place).toStrictEqual(wanted);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'data', 'place.json')).mode & 0o777).toBe(0o600);
});

test.each([
  ['{', 'Where you were last was damaged: the file is kept as place.json.damaged, and a new one begins.'],
  [
    '{"version":1,"place":"project=somewhere"}\n',
    'Where you were last is no longer understood, and the window begins again.',
  ],
])('a damaged place (%s) is told of once, and the next one is kept', async (text, notice) => {
  writeFileSync(join(folder, 'data', 'place.json'), text);
  expect(await place()).toStrictEqual({ place: null, notices: [notice] });
  expect((await ask('POST', '/api/place?project=example.2dipl-qlm')).status).toBe(200);
  expect(await place()).toStrictEqual({ place: { project: 'example.2dipl-qlm', room: 'field' }, notices: [] });
});

test('a project that is named at the start comes before the place, which stays where it is the same project', async () => {
  copyFileSync(SHIPPED, join(root, 'mine.keycore'));
  const { id, key } = await open({ path: 'mine.keycore' });
  await ask('POST', `/api/place?project=example.2dipl-qlm&sample=1`);
  session.beginWith(id);
  expect((await place()).place).toStrictEqual({ project: key, room: 'field' });
  await ask('POST', `/api/place?project=${key}&sample=1&mode=2`);
  session.beginWith(id);
  expect((await place()).place).toMatchObject({ project: key, sample: 1, mode: 2 });
});

test('known projects have names that outlive the run; Untitled that is saved goes on under its name', async () => {
  copyFileSync(SHIPPED, join(root, 'mine.keycore'));
  const mine = await open({ path: 'mine.keycore' });
  const untitled = await open({ untitled: true });
  expect(
    (await known()).map(({ key, name, kind, samples, open: is }) => ({ key, name, kind, samples, is })),
  ).toStrictEqual([
    { key: untitled.key, name: 'Untitled', kind: 'untitled', samples: 0, is: true },
    { key: mine.key, name: 'mine', kind: 'saved', samples: 1, is: true },
  ]);
  await restart();
  const [first, second] = await known();
  expect([first.open, second.open, second.samples, second.folder]).toStrictEqual([false, false, 1, root]);
  const again = await open({ known: second.id });
  expect(again).toMatchObject({ key: mine.key, name: 'mine', path: 'mine.keycore', mode: 'write' });
  expect(again.id).not.toBe(mine.id);
  const reopened = await open({ known: first.id });
  expect(reopened).toMatchObject({ key: untitled.key, untitled: true, path: null });
  await ask('POST', `/api/projects/${reopened.id}/save`, { path: 'named' });
  expect((await known())[0]).toMatchObject({ key: untitled.key, name: 'named', kind: 'saved' });
  // Of another there are two then.
  await ask('POST', `/api/projects/${again.id}/save`, { path: 'copy' });
  const names = (await known()).map(({ name }) => name);
  expect(names).toStrictEqual(['copy', 'named', 'mine']);
  // Examples are not the user's.
  await open({ shipped: '2dipl-qlm' });
  expect(await known()).toHaveLength(3);
  expect((await ask('POST', '/api/projects', { known: 'A'.repeat(22) })).status).toBe(404);
});

test('what cannot be looked at is said; what is gone leaves the list when it is told to', async () => {
  for (const name of ['gone', 'damaged', 'folder'] as const) {
    copyFileSync(SHIPPED, join(root, `${name}.keycore`));
    await open({ path: `${name}.keycore` });
  }
  await restart();
  rmSync(join(root, 'gone.keycore'));
  rmSync(join(root, 'folder.keycore'));
  mkdirSync(join(root, 'folder.keycore'));
  writeFileSync(join(root, 'damaged.keycore'), readFileSync(SHIPPED).subarray(0, 5000));
  const listed = await known();
  const states = Object.fromEntries(listed.map(({ name, state }) => [name, state]));
  expect(states).toStrictEqual({ folder: 'missing', damaged: 'unreadable', gone: 'missing' });
  expect(listed.find(({ name }) => name === 'damaged')?.problem).toMatch(/^damaged\.keycore: the project is damaged/);
  const gone = listed.find(({ name }) => name === 'gone');
  expect((await ask('POST', '/api/projects', { known: gone?.id })).status).toBe(422);
  expect((await ask('DELETE', `/api/projects/known/${gone?.id}`)).status).toBe(200);
  expect((await known()).map(({ name }) => name)).toStrictEqual(['folder', 'damaged']);
});

test('unfinished work is found in projects that are not open, and not where somebody may be at it', async () => {
  const file = join(root, 'mine.keycore');
  copyFileSync(SHIPPED, file);
  await open({ path: 'mine.keycore' });
  await restart();
  const writer = await openProject(file, { mode: 'write' });
  writer.beginWork({ id: 'A'.repeat(22), kind: 'import', title: 'Import of a.dump', request: {} });
  writer.addJob({ configuration: { task: 'simulate', model: '2dipl', particles: 64 }, seed: '1', samples: 2 });
  expect((await known())[0]).toMatchObject({ name: 'mine', unfinished: [] });
  writer.close();
  const left = ['Import of a.dump', 'Simulation of 2dipl, N = 64, seed 1: 2 of 2 samples are missing'];
  expect((await known())[0]).toMatchObject({ name: 'mine', open: false, unfinished: left });
  const { id } = await open({ path: 'mine.keycore' });
  expect((await known())[0]).toMatchObject({ open: true, unfinished: left });
  await ask('DELETE', `/api/projects/${id}/jobs/${'A'.repeat(22)}`);
  expect((await known())[0]).toMatchObject({ unfinished: left.slice(1) });
});

test('work in a copy of an example by an earlier version is a project of its own, which is told of once', async () => {
  await session.close();
  const copies = join(folder, 'data', 'samples', '0123456789ab');
  mkdirSync(copies, { recursive: true });
  copyFileSync(SHIPPED, join(copies, '2dipl-qlm.keycore'));
  const project = await openProject(join(copies, '2dipl-qlm.keycore'), { mode: 'write' });
  project.addTag(1, 'soft');
  project.close();
  session = start();
  const [{ id, kind, name, samples }] = await known();
  expect({ kind, samples }).toStrictEqual({ kind: 'recovered', samples: 1 });
  expect(name).toMatch(/^2dipl-qlm – work of \d{4}-\d\d-\d\d$/);
  expect(await open({ known: id })).toMatchObject({ name, mode: 'write', path: null, untitled: false });
  expect((await place()).notices).toStrictEqual([
    `What you had added to the example ‘2dipl-qlm’ with an earlier version is now a project of its own, ‘${name}’; “Open…” lists it.`,
  ]);
  expect((await place()).notices).toStrictEqual([]);
  expect(existsSync(join(folder, 'data', 'samples'))).toBe(false);
});

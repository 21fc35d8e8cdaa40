import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, afterAll, beforeEach, expect, test, vi } from 'vitest';
import { writeManyGlasses } from './many-glasses.ts';
import { startProjectSession, type ProjectSession } from './project-session.ts';
import { receivedArrays } from './serve-arrays.ts';

const SAMPLES = 6;
const STRUCTURE = 'positions,neighbours/start,neighbours/index,psi6';
const MODE = 'u,uT,uL,absU';
/** Threads start within this, however busy the machine. */
const PATIENCE = 30_000;

const folder = mkdtempSync(join(tmpdir(), 'keycore-first-visit-'));
let api: ProjectSession;

beforeAll(async () => writeManyGlasses(folder, 'glasses.keycore', SAMPLES));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  api = await startProjectSession(folder, join(folder, 'data'), 'glasses.keycore');
});

afterEach(async () => api.session.close());

/** What a window asks of a sample: its detail, then its arrays and those of its lowest mode at once. */
async function visit(number: number, query = ''): Promise<ArrayBuffer[]> {
  const sample = `${api.project}/samples/${number}`;
  const answers = [
    await api.get(`${sample}${query === '' ? '' : `?${query}`}`),
    ...(await Promise.all([
      api.get(`${sample}/arrays?names=${encodeURIComponent(STRUCTURE)}&${query}`),
      api.get(`${sample}/modes/0/arrays?names=${MODE}&${query}`),
    ])),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  return Promise.all(answers.slice(1).map(async (answer) => answer.arrayBuffer()));
}

test('first visits start no thread where threads are kept ready', async () => {
  const { warm } = api.session.context;
  warm.startAhead();
  await vi.waitFor(() => expect(warm.ready).toBe(2), PATIENCE);
  for (let number = 1; number <= SAMPLES; number++) await visit(number);
  expect(warm.warm).toHaveLength(SAMPLES);
  expect(warm.started).toBe(2);
  expect(warm.ready).toBe(2);
});

test('a sample that is opened while it is fetched ahead is computed once, and before the others that are ahead', async () => {
  const { warm } = api.session.context;
  const run = vi.spyOn(warm, 'run');
  const ended: string[] = [];
  const told = async (what: string, visited: Promise<ArrayBuffer[]>): Promise<ArrayBuffer[]> => {
    const arrays = await visited;
    ended.push(what);
    return arrays;
  };
  const ahead = [2, 3, 4, 5].map((number) => told(`ahead ${number}`, visit(number, 'ahead=1')));
  const opened = told('opened', visit(5));
  const [first, second] = await Promise.all([ahead[3], opened]);
  await Promise.all(ahead);
  expect(first.map((bytes) => [...receivedArrays(bytes).keys()])).toEqual(
    second.map((bytes) => [...receivedArrays(bytes).keys()]),
  );
  expect(first).toEqual(second);
  const fields = run.mock.calls.filter(([, { id }]) => id === 'fields');
  expect(fields).toHaveLength(4);
  expect(new Set(fields.map(([{ hash }]) => hash)).size).toBe(4);
  expect(ended.indexOf('opened')).toBeLessThan(ended.indexOf('ahead 3'));
});

test('a query says that a request is ahead with ahead=1, and in no other way', async () => {
  for (const path of ['', '/arrays?names=ids', '/modes/0/arrays?names=u']) {
    const ask = async (ahead: string) => api.get(`${api.sample}${path}${path.includes('?') ? '&' : '?'}ahead=${ahead}`);
    expect((await ask('1')).status).toBe(200);
    const refused = await ask('yes');
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('the request is malformed: ahead: ');
  }
});

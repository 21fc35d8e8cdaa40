import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostInfoSchema, sampleDetailSchema } from '../../src-main/api/contract.ts';
import { foundSamplesSchema, sampleTableSchema } from '../../src-main/api/sample-table-contract.ts';
import { openWritable } from '../../src-main/project/open-project.ts';
import { addCrowd, hasQlm, omegaOf } from './crowded-project.ts';
import { writeManyGlasses } from './many-glasses.ts';
import { type ProjectSession, startProjectSession } from './project-session.ts';
import { receivedArrays } from './serve-arrays.ts';

const COUNT = 200;
const folder = mkdtempSync(join(tmpdir(), 'keycore-sample-table-'));
let api: ProjectSession;

beforeAll(async () => {
  await writeManyGlasses(folder, 'crowd.keycore', 1);
  const project = await openWritable(join(folder, 'crowd.keycore'));
  addCrowd(project, COUNT);
  project.addTag(7, 'soft spot');
  project.addTag(8, 'Soft spot');
  project.addNote(9, 'looks like Fig. 4, 50%_done');
  project.close();
  api = await startProjectSession(folder, join(folder, 'data'), 'crowd.keycore');
});

afterAll(async () => {
  await api.session.close();
  rmSync(folder, { recursive: true, force: true });
});

const routeOf = (what: string, query: Record<string, string>) =>
  `${api.project}/${what}?${new URLSearchParams(query).toString()}`;

async function found(filter: string, order = 'number', descending = '0'): Promise<number[]> {
  const answer = await api.get(routeOf('found', { filter, order, descending }));
  expect(answer.status).toBe(200);
  return foundSamplesSchema.parse(await answer.json()).numbers;
}

const EVERY = Array.from({ length: COUNT }, (_, at) => at + 1);
/** Those that `addCrowd` made. */
const MADE = EVERY.slice(1);

describe('samples are found', () => {
  test('by a comparison and a flag, in the order of a column', async () => {
    const expected = MADE.filter((number) => omegaOf(number) < 0.3 && hasQlm(number));
    expect(await found('omega < 0.3 and qlm and number > 1')).toEqual(expected);
    expect(expected.length).toBeGreaterThan(10);
    const byOmega = expected.toSorted((a, b) => omegaOf(b) - omegaOf(a));
    expect(await found('ω < 0.3 qlm no > 1', 'omega', '1')).toEqual(byOmega);
  });

  test('by what they are not, too: both sides together are all', async () => {
    const qlm = await found('qlm');
    const others = await found('not qlm');
    expect([...qlm, ...others].toSorted((a, b) => a - b)).toEqual(EVERY);
    // Nobody knows it of any: no side is lost.
    expect(await found('preset = quick')).toEqual([]);
    expect(await found('preset != quick')).toEqual([]);
    expect(await found('not preset = quick')).toEqual(EVERY);
  });

  test('by tags, notes and names, whose signs mean nothing to SQL', async () => {
    expect(await found('tag = "soft spot"')).toEqual([7, 8]);
    expect(await found('tag ~ SPOT')).toEqual([7, 8]);
    expect(await found('tagged or noted')).toEqual([7, 8, 9]);
    expect(await found('"50%_"')).toEqual([9]);
    expect(await found('"5_%"')).toEqual([]);
    expect(await found('glass-00012')).toEqual([12]);
    expect(await found(`"'; DROP TABLE sample; --"`)).toEqual([]);
    expect(await found('')).toEqual(EVERY);
  });

  test('as deep as a filter may be, and at its most parts', async () => {
    const nested = (depth: number) => `${'qlm and (omega > 9 or ('.repeat(depth)}qlm${'))'.repeat(depth)}`;
    expect(await found(nested(49))).toEqual(await found('qlm'));
    expect(await found('number = 3 or '.repeat(499) + 'number = 4')).toEqual([3, 4]);
    expect(await found(Array.from({ length: 499 }, () => 'number = 3').join(' '))).toEqual([3]);
  });

  test.each([
    [{ filter: 'omega < 0,3' }, "filter: 'omega' is compared with a number, got '0,3' (write 0.3)"],
    [{ filter: '(qlm' }, 'filter: 1 of the brackets are never closed'],
    [{ order: 'omga' }, "order: there is no column 'omga'"],
  ])('%j is refused in words', async (query, words) => {
    const answer = await api.get(routeOf('found', query));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
  });
});

describe('a table of samples', () => {
  test('has the values of every column', async () => {
    const host = hostInfoSchema.parse(await (await api.get('/api/host')).json());
    const names = host.sampleColumns.map(({ name }) => name);
    const answer = await api.get(routeOf('table', { columns: names.join(',') }));
    const { numbers, columns } = sampleTableSchema.parse(await answer.json());
    expect(numbers).toEqual(EVERY);
    expect(Object.keys(columns)).toEqual(names);
    for (const { name, kind } of host.sampleColumns) {
      const values = columns[name].filter((value) => value !== null);
      expect(
        values.every((value) => typeof value === (kind === 'text' ? 'string' : 'number')),
        name,
      ).toBe(true);
      // Nothing was made by simulation here.
      if (!['preset', 'seed', 'title', 'psi6'].includes(name)) expect(values.length, name).toBeGreaterThan(0);
    }
    expect(columns['omega'].slice(1)).toEqual(MADE.map(omegaOf));
    expect(columns['index'].slice(1)).toEqual(MADE.map((_, at) => at + 1));
    expect(columns['qlm'].slice(1)).toEqual(MADE.map((number) => Number(hasQlm(number))));
  });

  test('names a column that there is not', async () => {
    const answer = await api.get(routeOf('table', { columns: 'omega,s.report' }));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("columns: there is no column 's.report'");
  });
});

test('each pixel of a thumbnail has the largest Ψ of the particles in it, or that of a pixel beside it', async () => {
  const arraysOf = async (path: string) => receivedArrays(await (await api.get(path)).arrayBuffer());
  const map = (await arraysOf(`${api.sample}/thumbnail?pixels=16`)).get('vibrability');
  const stored = await arraysOf(`${api.sample}/arrays?names=vibrability,positions`);
  const detail = sampleDetailSchema.parse(await (await api.get(api.sample)).json());
  const [lx, ly] = detail.report.sample.box;
  const [psi, positions] = ['vibrability', 'positions'].map((name) => stored.get(name)?.data ?? []);
  expect(map?.shape).toEqual([16, 16]);
  const expected = new Map<number, number>();
  psi.forEach((value, i) => {
    const [column, row] = [Math.floor((16 * positions[2 * i]) / lx), 15 - Math.floor((16 * positions[2 * i + 1]) / ly)];
    const at = 16 * row + column;
    expected.set(at, Math.max(expected.get(at) ?? 0, Math.fround(value)));
  });
  expect(expected.size).toBeGreaterThan(50);
  for (const [at, value] of expected) expect(map?.data[at]).toBe(value);
  // The glass has a particle near every pixel.
  for (const value of map?.data ?? []) expect([...expected.values()]).toContain(value);
});

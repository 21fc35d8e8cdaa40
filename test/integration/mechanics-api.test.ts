import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  mechanicsReportSchema,
  type MechanicsReport,
} from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import { shearModulus } from '../../native-workers/analysis/elasticity/shear-modulus.ts';
import { strainResponseSchema } from '../../src-main/api/response-contract.ts';
import { sampleReportSchema } from '../../src-main/api/analysis-contract.ts';
import { inProcess } from './cli-runner.ts';
import { jobOf, openedIn, startProjectSession, type ProjectSession } from './project-session.ts';
import { receivedArrays } from './serve-arrays.ts';
import { writeSmallGlass } from './small-glass.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-mechanics-api-'));
let api: ProjectSession;
let ids: number[];

beforeAll(async () => {
  const glass = join(folder, 'glass.dump');
  ({ ids } = await writeSmallGlass(glass));
  const { code } = await inProcess(['analyze', glass, '--model', '2dipl', '-o', join(folder, 'glass.keycore')]);
  expect(code).toBe(0);
  api = await startProjectSession(folder, join(folder, 'data'), 'glass.keycore');
});

afterAll(async () => {
  await api.session.close();
  rmSync(folder, { recursive: true, force: true });
});

async function respond(pinned: readonly number[]) {
  const answer = await api.post(`${api.sample}/response`, { pinned });
  expect(answer.status).toBe(200);
  return strainResponseSchema.parse(await answer.json());
}

async function fields(pinned: readonly number[]) {
  const answer = await api.post(`${api.sample}/response/fields`, { pinned });
  expect(answer.status).toBe(200);
  const got = receivedArrays(await answer.arrayBuffer());
  expect([...got.keys()]).toEqual(['nonAffine']);
  const array = got.get('nonAffine');
  if (!(array?.data instanceof Float64Array)) throw new Error('no field');
  return { ...array, data: array.data };
}

const answerSchema = sampleReportSchema(mechanicsReportSchema);

async function kept(): Promise<MechanicsReport | null> {
  return answerSchema.parse(await (await api.get(`${api.sample}/mechanics`)).json())?.report ?? null;
}

/** Analyses the sample, and gives the report that is kept then. */
async function made(settings: object): Promise<MechanicsReport> {
  expect(await api.ended(await api.post(`${api.sample}/mechanics`, settings))).toMatchObject({
    state: 'done',
    title: 'Mechanics of sample 1',
  });
  const report = await kept();
  if (report === null) throw new Error('nothing is kept');
  return report;
}

test('there is no report before one is asked for; it is then kept, the last one shown', async () => {
  expect(await kept()).toBeNull();
  const first = await made({ degrees: 30 });
  const pinned = [ids[4], ids[30]];
  const second = await made({ degrees: 30, pinned });
  expect(second.curves.unpinned).toEqual(first.curves.unpinned);
  // A report of the same settings is there already: it is recalled, not made again, and is the last one then.
  expect(await made({ degrees: 30 })).toEqual(first);
  expect(await made({ degrees: 30, pinned })).toEqual(second);
  // Each can be asked for by its settings, also where another was made last.
  const query = new URLSearchParams({ settings: JSON.stringify({ degrees: 30 }) }).toString();
  expect(answerSchema.parse(await (await api.get(`${api.sample}/mechanics?${query}`)).json())?.report).toEqual(first);
  await made({ degrees: 30, pinned });
});

test('the response to strain is that of the report, free and pinned', async () => {
  const report = await kept();
  const pinned = report?.sets.pinned ?? [];
  const [free, held] = [await respond([]), await respond(pinned)];
  report?.degrees.forEach((angle, at) => {
    expect(shearModulus(free.harmonics, angle)).toBeCloseTo(report.curves.unpinned[at], 9);
    expect(shearModulus(held.harmonics, angle)).toBeCloseTo(report.curves.pinned?.[at] ?? Number.NaN, 9);
  });
  expect(free.summary.mean).toBe(free.harmonics.constant);
  expect([free.route, held.route]).toEqual(['none', 'schur']);
  expect((await respond(ids.slice(0, 40))).route).toBe('refactorise');
  expect(held.milliseconds).toBeGreaterThanOrEqual(0);
});

test('fields: the displacement beyond the affine one for each unit gradient, 0 where it is pinned', async () => {
  const n = ids.length;
  const free = await fields([]);
  expect(free.shape).toEqual([4, n, 2]);
  expect(free.unit).toBe('σ');
  const pinned = [2, 9, 33];
  const held = await fields(pinned.map((index) => ids[index]));
  for (let row = 0; row < 4; row++)
    for (let index = 0; index < n; index++) {
      const at = 2 * (row * n + index);
      const moves = held.data[at] !== 0 || held.data[at + 1] !== 0;
      expect(moves).toBe(!pinned.includes(index));
    }
  // The curvature is what the fields leave of it: H x = Ξ, so Ξ·x falls when particles are held.
  const [unheld, holding] = [await respond([]), await respond(pinned.map((index) => ids[index]))];
  for (const k of [0, 5, 10, 15]) expect(holding.curvature[k]).toBeGreaterThan(unheld.curvature[k]);
});

describe('refused', () => {
  test.each<[string, string, unknown, number, string]>([
    ['an unknown id', 'response', { pinned: [1, 999] }, 422, 'pinned: there is no particle 999; ids run from 1 to 64'],
    ['an id twice', 'response/fields', { pinned: [4, 4] }, 422, 'pinned: particle 4 is named twice'],
    ['no list', 'response', {}, 400, 'the request is malformed: pinned'],
    ['a step', 'mechanics', { degrees: 7 }, 400, 'a step of 7° does not divide 360°'],
    ['a stranger', 'mechanics', { degree: 5 }, 400, 'known keys: degrees, stringCutoff, pinned'],
  ])('%s', async (_, route, body, status, message) => {
    const answer = await api.post(`${api.sample}/${route}`, body);
    expect(answer.status).toBe(status);
    const { error } = (await answer.json()) as { error: { message: string } };
    expect(error.message).toContain(message);
  });

  test('all particles', async () => {
    const answer = await api.post(`${api.sample}/response`, { pinned: ids });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      error: { kind: 'bad-input', message: `all ${ids.length} particles are pinned: nothing is left to relax` },
    });
  });

  test('ids in a report: the job fails with the reason', async () => {
    const job = await api.ended(await api.post(`${api.sample}/mechanics`, { pinned: [0] }));
    expect(job).toMatchObject({ state: 'failed', error: { kind: 'bad-input' } });
    expect(job.error?.message).toContain('there is no particle 0');
  });

  test('a sample that is not there', async () => {
    for (const route of ['response', 'response/fields'])
      expect((await api.post(`${api.sample.replace(/1$/, '9')}/${route}`, { pinned: [] })).status).toBe(404);
    expect((await api.get(`${api.sample.replace(/1$/, '9')}/mechanics`)).status).toBe(404);
  });
});

test('an unstable sample is refused with the reason', async () => {
  // A square lattice at the crystal's density gives way to shear.
  const file = join(folder, 'square.csv');
  const spacing = 1 / Math.sqrt(0.86);
  const rows = Array.from(
    { length: 100 },
    (_, i) => `${i + 1},1,${(i % 10) * spacing},${Math.floor(i / 10) * spacing}`,
  );
  writeFileSync(file, `id,type,x,y\n${rows.join('\n')}\n`);
  const side = 10 * spacing;
  const made = await inProcess([
    ...['analyze', file, '--model', 'crystal', '--no-relax', '--box', `${side},${side}`],
    ...['-o', join(folder, 'square.keycore')],
  ]);
  expect(made.code).toBe(0);
  const unstable = `${await openedIn(api.session, 'square.keycore')}/samples/1`;
  for (const [route, body] of [
    ['response', { pinned: [] }],
    ['response/fields', { pinned: [] }],
  ] as const) {
    const answer = await api.post(`${unstable}/${route}`, body);
    expect(answer.status).toBe(422);
    const { error } = (await answer.json()) as { error: { message: string } };
    expect(error.message).toMatch(/^this sample is unstable: its Hessian has \d+ negative eigenvalues, /);
  }
  const { id } = await jobOf(await api.post(`${unstable}/mechanics`, {}));
  const project = unstable.split('/')[3];
  const job = api.session.context.jobs.find(project, id);
  await job?.finished;
  expect(job?.snapshot).toMatchObject({ state: 'failed', error: { kind: 'bad-input' } });
  expect(job?.snapshot.error?.message).toMatch(/^this sample is unstable: its Hessian has \d+ negative eigenvalues, /);
});

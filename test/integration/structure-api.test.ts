import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { structureOf } from '../../native-workers/analyses/structure/structure-of.ts';
import { projectInfoSchema } from '../../src-main/api/contract.ts';
import { startSession, type Session } from '../../src-main/api/session.ts';
import { receivedArrays } from './serve-arrays.ts';

describe('structure of a stored sample', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-structure-'));
  let session: Session;
  let sample: string;

  beforeAll(async () => {
    session = startSession({ host: 'test', root: folder, userData: join(folder, 'data') });
    const opened = await session.api.request('/api/projects', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ shipped: '2dipl-glass' }),
    });
    const project = projectInfoSchema.parse(await opened.json());
    sample = `/api/projects/${project.id}/samples/1`;
  });

  afterAll(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const arrays = async (path: string) => receivedArrays(await (await session.api.request(path)).arrayBuffer());

  test('comes as arrays, the same as from its positions', async () => {
    const got = await arrays(`${sample}/structure/arrays`);
    const given = await arrays(`${sample}/arrays?names=positions,species`);
    const positions = given.get('positions')?.data as Float64Array;
    const species = given.get('species')?.data as Uint8Array;
    const detail = (await (await session.api.request(sample)).json()) as {
      report: { sample: { box: [number, number, number] } };
    };
    const [lx, ly, xy] = detail.report.sample.box;
    const expected = structureOf({ lx, ly, xy }, positions, species, 2);
    expect([...got.keys()].sort()).toStrictEqual(
      [
        ...['g/r', 'g/total', 'g/AA', 'g/AB', 'g/BB', 'S/q', 'S/mean', 'S/largest'],
        ...['psi6', 'psi6/all', 'coordination/A', 'coordination/B'],
      ].sort(),
    );
    expect(got.get('g/r')?.data).toStrictEqual(expected.radial.r);
    expect(got.get('g/AB')?.data).toStrictEqual(expected.radial.partial[1].g);
    expect(got.get('S/q')?.data).toStrictEqual(expected.factor.q);
    const s = got.get('S/mean')?.data as Float64Array;
    s.forEach((value, at) => expect(value).toBeCloseTo(expected.factor.s[at], 7));
    expect(got.get('g/r')?.unit).toBe('σ');
    expect(got.get('S/q')?.unit).toBe('σ^(−1)');
    const coordination = ['A', 'B'].flatMap((name) => Array.from(got.get(`coordination/${name}`)?.data ?? []));
    expect(coordination).toStrictEqual(Array.from(expected.coordination.counts));
    expect(coordination.reduce((sum, count) => sum + count, 0)).toBe(species.length);
  });

  test('|ψ6| of each particle is an array of the sample, to be drawn', async () => {
    const psi6 = (await arrays(`${sample}/arrays?names=psi6`)).get('psi6');
    expect(psi6?.data).toStrictEqual((await arrays(`${sample}/structure/arrays`)).get('psi6')?.data);
    expect(psi6?.data.every((value) => value >= 0 && value <= 1)).toBe(true);
    const detail = (await (await session.api.request(sample)).json()) as { arrays: { name: string }[] };
    expect(detail.arrays.find(({ name }) => name === 'psi6')).toStrictEqual({
      name: 'psi6',
      label: '|ψ_6|',
      unit: null,
      kind: 'scalar',
      signed: false,
      perMode: false,
    });
  });

  test('of a sample that is not there: 404', async () => {
    const answer = await session.api.request(sample.replace(/1$/, '77/structure'));
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { message: 'there is no sample 77 in this project' } });
  });
});

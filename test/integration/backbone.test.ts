import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { mechanicsReportSchema } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import { sampleReportSchema } from '../../src-main/api/analysis-contract.ts';
import { sampleDetailSchema, sampleRowSchema } from '../../src-main/api/contract.ts';
import { strainResponseSchema } from '../../src-main/api/response-contract.ts';
import { inProcess } from './cli-runner.ts';
import { openedIn, type ProjectSession, startProjectSession } from './project-session.ts';
import { receivedArrays } from './serve-arrays.ts';

const PARTICLES = 128;
const folder = mkdtempSync(join(tmpdir(), 'keycore-backbone-'));
const [jammed, whole, loose, dump] = ['jammed', 'whole', 'unjammed']
  .map((name) => join(folder, `${name}.keycore`))
  .concat(join(folder, 'packing.dump'));
let api: ProjectSession;
let looseIds: number[];

async function simulated(project: string, density: number, settings: object = {}) {
  const configuration = join(folder, 'configuration.json');
  const text = { model: 'harmonic', particles: PARTICLES, density, preset: 'instantaneous', seed: '1', ...settings };
  writeFileSync(configuration, JSON.stringify(text));
  expect((await inProcess(['simulate', configuration, '-o', project])).code).toBe(0);
}

beforeAll(async () => {
  // φ = 0.87, and far below jamming.
  await simulated(jammed, 0.7484);
  await simulated(loose, 0.5);
  await inProcess(['export', jammed, '1', '--format', 'dump', '-o', dump]);
  expect((await inProcess(['analyze', dump, '--model', 'harmonic', '--no-backbone', '-o', whole])).code).toBe(0);
  api = await startProjectSession(folder, join(folder, 'data'), 'jammed.keycore');
  const detail = sampleDetailSchema.parse(await (await api.get(api.sample)).json());
  looseIds = detail.report.loose?.ids ?? [];
  expect(looseIds.length).toBeGreaterThan(0);
});

afterAll(async () => {
  await api.session.close();
  rmSync(folder, { recursive: true, force: true });
});

async function arrays(path: string) {
  const answer = await api.get(`${api.sample}${path}`);
  expect(answer.status).toBe(200);
  return receivedArrays(await answer.arrayBuffer());
}

describe('in the window', () => {
  test('arrays have a place for every particle: a loose one has no value, and does not move', async () => {
    const got = await arrays('/modes/0/arrays?names=u,uT,uL,absU,divU');
    for (const name of ['u', 'uT', 'uL']) {
      const { data } = got.get(name) ?? { data: [] };
      expect(data).toHaveLength(2 * PARTICLES);
      for (const id of looseIds) expect([data[2 * id - 2], data[2 * id - 1]]).toEqual([0, 0]);
    }
    for (const name of ['absU', 'divU']) {
      const data = Array.from(got.get(name)?.data ?? []);
      expect(data).toHaveLength(PARTICLES);
      expect(data.flatMap((value, index) => (Number.isNaN(value) ? [index + 1] : []))).toEqual(looseIds);
    }
    const sample = await arrays('/arrays?names=neighbours/start,psi6,vibrability');
    // Neighbours and hexatic order are of all particles.
    expect(sample.get('neighbours/start')?.data).toHaveLength(PARTICLES + 1);
    expect(sample.get('psi6')?.data.every(Number.isFinite)).toBe(true);
    expect(Array.from(sample.get('vibrability')?.data ?? []).filter(Number.isNaN)).toHaveLength(looseIds.length);
  });

  test('pinning works on the backbone; pinning a loose particle as well changes nothing', async () => {
    const respond = async (pinned: readonly number[]) => {
      const answer = await api.post(`${api.sample}/response`, { pinned });
      expect(answer.status).toBe(200);
      return strainResponseSchema.parse(await answer.json());
    };
    const held = Array.from({ length: PARTICLES }, (_, index) => index + 1).filter((id) => !looseIds.includes(id));
    const [free, some, both] = [
      await respond([]),
      await respond(held.slice(3, 8)),
      await respond([...held.slice(3, 8), ...looseIds]),
    ];
    expect(both.curvature).toEqual(some.curvature);
    expect(some.summary.mean).toBeGreaterThan(free.summary.mean);
    const answer = await api.post(`${api.sample}/response/fields`, { pinned: held.slice(3, 8) });
    const field = receivedArrays(await answer.arrayBuffer()).get('nonAffine');
    expect(field?.shape).toEqual([4, PARTICLES, 2]);
  });

  test('a packing that is not jammed is in the list of samples, without modes', async () => {
    const project = await openedIn(api.session, 'unjammed.keycore');
    const answer = await api.session.api.request(`${project}/samples`);
    expect(answer.status).toBe(200);
    const { samples } = (await answer.json()) as { samples: unknown[] };
    expect(sampleRowSchema.parse(samples[0])).toMatchObject({
      n: PARTICLES,
      omega: null,
      pr: null,
      maxPsi: null,
      verdict: null,
    });
  });

  test('a report on mechanics is kept of the sample, and agrees with what is computed from the project', async () => {
    await api.ended(await api.post(`${api.sample}/mechanics`, { degrees: 30 }));
    const answer = await api.get(`${api.sample}/mechanics`);
    const kept = sampleReportSchema(mechanicsReportSchema).parse(await answer.json())?.report;
    const { out } = await inProcess(['mechanics', jammed, '1', '--degrees', '30', '--no-keep', '--json', '-']);
    const { curves, strings } = mechanicsReportSchema.parse(JSON.parse(out));
    expect(kept?.curves).toEqual(curves);
    expect(strings?.nAngle).toHaveLength(PARTICLES);
    for (const id of looseIds) expect(strings?.nAngle[id - 1]).toBe(0);
  });
});

/** Quick settings of each command. */
const FLAGS: Record<string, string[]> = {
  mechanics: ['--degrees', '30'],
  spectrum: ['--bins', '10', '--window', '0.2,0.5'],
  strain: [],
  'pseudo-modes': ['--starts', '20'],
  topology: [],
  structure: [],
  d2min: ['--no-until-event', '--to', '1e-4'],
};

describe('every command on a sample with more than two zero modes', () => {
  const commands = ANALYSES.map(({ name, policy }) => [name, policy] as const);

  test.each(commands)('%s', async (name, policy) => {
    const flags = policy === 'kept' ? [...FLAGS[name], '--no-keep'] : FLAGS[name];
    const [onBackbone, onWhole, onUnjammed] = await Promise.all(
      [jammed, whole, loose].map((project) => inProcess([name, project, '1', ...flags])),
    );
    expect(onBackbone).toMatchObject({ code: 0, err: '' });
    // Structure and the count of modes ask for no rigidity; the charges of a mode for a mode.
    const needsBackbone = !['structure', 'topology', 'spectrum'].includes(name);
    expect(onWhole.code).toBe(needsBackbone ? 2 : 0);
    if (needsBackbone) expect(onWhole.err).toMatch(/zero eigenvalues instead of the (2|two) translations/);
    expect(onUnjammed.code).toBe(name === 'structure' ? 0 : 2);
    if (name !== 'structure') expect(onUnjammed.err).toMatch(/no backbone: the packing is not jammed|no displacements/);
  });

  test('a file is taken likewise', async () => {
    for (const name of ['strain', 'pseudo-modes', 'd2min']) {
      const onFile = await inProcess([name, dump, '--model', 'harmonic', ...FLAGS[name]]);
      expect({ name, code: onFile.code }).toEqual({ name, code: 0 });
      expect(onFile.err).toContain('free to move (rattlers, by contacts)');
    }
    const asItStands = await inProcess(['strain', dump, '--model', 'harmonic', '--no-relax']);
    expect(asItStands).toMatchObject({ code: 2 });
    expect(asItStands.err).toContain('zero eigenvalues instead of the 2 translations');
  });
});

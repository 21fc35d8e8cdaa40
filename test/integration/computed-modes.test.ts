import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { sampleDetailSchema } from '../../src-main/api/contract.ts';
import { inProcess, ROOT } from './cli-runner.ts';
import { openedIn, startProjectSession, type ProjectSession } from './project-session.ts';
import { receivedArrays } from './serve-arrays.ts';
import { writeSmallGlass } from './small-glass.ts';

/** Reported; of these the twenty lowest are stored. */
const MODES = 24;
const STORED = 20;

const folder = mkdtempSync(join(tmpdir(), 'keycore-computed-modes-'));
let api: ProjectSession;

beforeAll(async () => {
  const glass = join(folder, 'glass.dump');
  await writeSmallGlass(glass);
  const analyze = ['analyze', glass, '--model', '2dipl', '--modes', String(MODES), '-o', join(folder, 'glass.keycore')];
  expect((await inProcess(analyze)).code).toBe(0);
  api = await startProjectSession(folder, join(folder, 'data'), 'glass.keycore');
});

afterAll(async () => {
  await api.session.close();
  rmSync(folder, { recursive: true, force: true });
});

const detail = async () => sampleDetailSchema.parse(await (await api.get(api.sample)).json());

async function arrayOf(path: string, name: string): Promise<Float64Array> {
  const answer = await api.get(`${path}/arrays?names=${encodeURIComponent(name)}`);
  expect(answer.status).toBe(200);
  const data = receivedArrays(await answer.arrayBuffer()).get(name)?.data;
  if (data instanceof Float64Array) return data;
  throw new Error(`no array ${name}`);
}

test('modes that are listed and not stored are worked out when asked for: the eigenvectors of their λ', async () => {
  const before = await detail();
  expect([before.report.modes.length, before.storedModes, before.modesAtHand]).toEqual([MODES, STORED, STORED]);
  expect((await api.get(`${api.sample}/modes/${STORED}/arrays?names=u`)).status).toBe(404);

  const answer = await api.post(`${api.sample}/modes`, {});
  expect(answer.status).toBe(200);
  const after = sampleDetailSchema.parse(await answer.json());
  // What is stored stays what it is: a sample never changes.
  expect([after.storedModes, after.modesAtHand]).toEqual([STORED, MODES]);
  expect((await detail()).modesAtHand).toBe(MODES);
  expect((await api.get(`${api.sample}/modes/${MODES}/arrays?names=u`)).status).toBe(404);

  const positions = await arrayOf(api.sample, 'positions');
  const species = receivedArrays(await (await api.get(`${api.sample}/arrays?names=species`)).arrayBuffer()).get(
    'species',
  );
  const [lx, ly, xy] = after.report.sample.box;
  const configuration = {
    ids: Int32Array.from({ length: positions.length / 2 }, (_, at) => at + 1),
    species: species?.data as Uint8Array,
    positions,
    box: { lx, ly, xy },
  };
  const sample = new (addon().Sample)(sampleSpec(configuration, modelById('2dipl')));
  const hessian = sample.hessian();
  for (const mode of [0, STORED - 1, STORED, MODES - 1]) {
    const u = await arrayOf(`${api.sample}/modes/${mode}`, 'u');
    const { eigenvalue } = after.report.modes[mode];
    const residual = Math.hypot(...hessian.multiply(u).map((value, at) => value - eigenvalue * u[at]));
    // The search stops at 1e-12 of the norm; wrapping the positions costs some more digits.
    expect(residual / hessian.norm).toBeLessThan(1e-11);
    expect(Math.hypot(...u)).toBeCloseTo(1, 10);
    const largest = Math.max(...Array.from({ length: u.length / 2 }, (_, i) => Math.hypot(u[2 * i], u[2 * i + 1])));
    const [plus, minus] = sample.energiesAlong(u, Float64Array.of(0.05 / largest, -0.05 / largest));
    expect(plus).toBeLessThan(minus);
  }
  hessian.dispose();
  // What is made of a mode is made of these, too.
  expect(await arrayOf(`${api.sample}/modes/${MODES - 1}`, 'uT')).toHaveLength(positions.length);
});

test('a project of one sample that has no stored modes has none at hand, until they are worked out', async () => {
  const simulate = ['simulate', join(folder, 'two.json'), '--samples', '2', '--keep-modes', '0'];
  writeFileSync(
    join(folder, 'two.json'),
    JSON.stringify({ model: '2dipl', preset: 'instantaneous', particles: 100, analysis: { modes: 3 } }),
  );
  expect((await inProcess([...simulate, '-o', join(folder, 'two.keycore')])).code).toBe(0);
  const samplePath = `${await openedIn(api.session, 'two.keycore')}/samples/1`;
  const none = sampleDetailSchema.parse(await (await api.get(samplePath)).json());
  expect([none.storedModes, none.modesAtHand]).toEqual([0, 0]);
  const all = sampleDetailSchema.parse(await (await api.post(`${samplePath}/modes`, {})).json());
  expect(all.modesAtHand).toBe(3);
  expect(all.arrays.some(({ perMode }) => perMode)).toBe(true);
});

test('of a sample of an older Keycore, modes that are worked out have their share in plane waves, too', async () => {
  const file = 'version-7.keycore';
  copyFileSync(join(ROOT, 'test', 'fixtures', 'projects', file), join(folder, file));
  const samplePath = `${await openedIn(api.session, file)}/samples/1`;
  const few = sampleDetailSchema.parse(await (await api.get(samplePath)).json());
  expect(few.verdict).toMatchObject({ computed: true, phononShare: few.phononShares[0] });
  expect(few.phononShares.map((share) => share !== null)).toEqual(
    few.report.modes.map((_, at) => at < few.storedModes),
  );
  const all = sampleDetailSchema.parse(await (await api.post(`${samplePath}/modes`, {})).json());
  expect(all.phononShares.every((share) => share !== null && share > 0)).toBe(true);
  expect(all.phononShares[0]).toBeCloseTo(few.phononShares[0] ?? Number.NaN, 9);
  expect(sampleDetailSchema.parse(await (await api.get(samplePath)).json()).phononShares).toEqual(all.phononShares);
});

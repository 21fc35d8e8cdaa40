import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { d2minAnalysis } from '../../native-workers/analyses/d2min/d2min-analysis.ts';
import { d2minReportSchema } from '../../native-workers/analyses/d2min/d2min-report.ts';
import { localDeformation, type LocalDeformation } from '../../native-workers/analyses/d2min/local-deformation.ts';
import { strainAnalysis } from '../../native-workers/analyses/strain/strain-analysis.ts';
import { strainReportSchema } from '../../native-workers/analyses/strain/strain-report.ts';
import { deformation, generatorOf, type DisplacementGradient } from '../../native-workers/analyses/strain/generator.ts';
import { nearestImage, type Box } from '../../native-workers/configuration/configuration.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inProcess } from '../integration/cli-runner.ts';
import { startProjectSession } from '../integration/project-session.ts';
import { sampleDetailSchema } from '../../src-main/api/contract.ts';
import { receivedArrays } from '../integration/serve-arrays.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { randomPositions, triangularLattice, uniforms } from './configurations.ts';
import { listReports } from './project-lists.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'keycore-d2min-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** F = exp(γE). */
function affineOf(generator: DisplacementGradient, strain: number): number[] {
  const [xx, xy, yx, yy] = deformation(generator, strain);
  return [1 + xx, xy, yx, 1 + yy];
}

function numpy(box: Box, before: Float64Array, displacements: Float64Array, affine: number[], radius: number) {
  const [xx, xy, yx, yy] = affine;
  const after = Array.from(before, (_, at) => {
    const [x, y] = [before[at - (at % 2)], before[at - (at % 2) + 1]];
    return (at % 2 === 0 ? xx * x + xy * y : yx * x + yy * y) + displacements[at];
  });
  const input = { box: [box.lx, box.ly, box.xy], before: Array.from(before), after, affine, radius };
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(ROOT, 'test', 'reference', 'd2min.py')], {
    encoding: 'utf8',
    input: JSON.stringify(input),
    maxBuffer: 2 ** 26,
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Record<keyof LocalDeformation, number[]>;
}

/** Largest difference over the largest value. */
function apart(found: ArrayLike<number>, expected: readonly number[]): number {
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, at) => Math.abs(found[at] - value))) / scale;
}

/** numpy takes positions, which lose 1e-16 of some tens of σ; what is compared is of the order of the displacements. */
const TOLERANCE = 1e-12;

describe('local deformation', () => {
  test.skipIf(!hasPythonModule('numpy')).each<[string, Box, DisplacementGradient, number]>([
    ['simple shear', { lx: 14, ly: 11, xy: 0 }, generatorOf('simple-shear', 0), 0.1],
    ['at an angle, in a tilted box', { lx: 12, ly: 13, xy: 5 }, generatorOf('simple-shear', 33), 0.2],
    ['uniaxial', { lx: 10, ly: 16, xy: -2 }, generatorOf('uniaxial', 0), -0.15],
  ])('%s: as by numpy', (_, box, generator, strain) => {
    const particles = 180;
    const before = randomPositions(box, particles, 3);
    const displacements = uniforms(2 * particles, 8).map((value) => 0.3 * (value - 0.5));
    const found = localDeformation(box, before, displacements, generator, strain, 2.5);
    const expected = numpy(box, before, displacements, affineOf(generator, strain), 2.5);
    expect(Array.from(found.neighbours)).toEqual(expected.neighbours);
    for (const name of ['d2min', 'shear', 'dilation'] as const)
      expect(apart(found[name], expected[name])).toBeLessThan(TOLERANCE);
  });

  test('an affine deformation leaves nothing; its strain is that of the box', () => {
    const { box, positions } = triangularLattice(12, 12, 1.1);
    const generator = generatorOf('simple-shear', 0);
    const none = new Float64Array(positions.length);
    const { d2min, shear, dilation } = localDeformation(box, positions, none, generator, 0.2, 1.5);
    // F = [[1, γ], [0, 1]]: η_xy = γ/2, η_yy = γ²/2, det F = 1.
    const expected = Math.hypot(0.1, 0.25 * 0.04);
    for (let i = 0; i < d2min.length; i++) {
      expect(d2min[i]).toBe(0);
      expect(Math.abs(shear[i] - expected)).toBeLessThan(1e-16);
      expect(Math.abs(dilation[i])).toBeLessThan(1e-16);
    }
  });

  test('of a single particle that moves: its own sum over six neighbours, and a sixth of it less for each of them', () => {
    const { box, positions } = triangularLattice(12, 12, 1);
    const displacements = new Float64Array(positions.length);
    const centre = 6 * 12 + 6;
    displacements[2 * centre] = 0.1;
    const { d2min, neighbours } = localDeformation(box, positions, displacements, [0, 0, 0, 0], 0, 1.2);
    // d_ij = −d for each of six neighbours: K = 0 by symmetry, D² = 6 d².
    expect(d2min[centre]).toBeCloseTo(0.06, 15);
    expect([...neighbours].every((count) => count === 6)).toBe(true);
    // A neighbour at a sees only d at a: K = d aᵀ Y⁻¹ with Y = 3·1, D² = d² (1 − a·a/3) = ⅔ d².
    const near = Array.from(d2min).filter((value, at) => at !== centre && value > 0);
    expect(near).toHaveLength(6);
    for (const value of near) expect(value).toBeCloseTo((0.01 * 2) / 3, 15);
  });

  test('neighbours that do not span the plane are refused', () => {
    const { box, positions } = triangularLattice(12, 12, 1);
    const none = new Float64Array(positions.length);
    expect(() => localDeformation(box, positions, none, [0, 0, 0, 0], 0, 0.5)).toThrow(
      'a particle has 0 neighbours within 0.5 σ, which do not span the plane: take a larger radius',
    );
    expect(() => localDeformation(box, positions, none, [0, 0, 0, 0], 0, 50)).toThrow('this box allows 0 to 5.19');
  });
});

describe('d2min', () => {
  const path = join(folder, 'glass.keycore');
  copyFileSync(join(ROOT, 'assets', '2dipl-qlm.keycore'), path);
  // Where its first event comes soon.
  const ANGLE = 60;
  const args = ['d2min', path, '1', '--angle', String(ANGLE), '--json', '-'];

  test.skipIf(!hasPythonModule('numpy'))(
    'behind the first plastic event: kept with its arrays, as by numpy',
    async () => {
      const run = await inProcess(args);
      expect(run).toMatchObject({ code: 0, err: '' });
      const report = d2minReportSchema.parse(JSON.parse(run.out));
      expect(report.events[0]?.moved.length).toBeGreaterThan(0);
      const project = await openProject(path, { mode: 'read' });
      const { configuration, fields } = project.readSample(1);
      const kept = project.lastReport(d2minAnalysis, 1);
      expect(kept?.report).toEqual(report);
      const array = (name: string) => project.readReportArray(1, kept?.id ?? 0, name)?.data ?? new Float64Array();
      const affine = affineOf(generatorOf('simple-shear', ANGLE), report.strain);
      const expected = numpy(configuration.box, fields.positions, array('displacement'), affine, 2.5);
      expect(apart(array('d2min'), expected.d2min)).toBeLessThan(TOLERANCE);
      expect(apart(array('localShear'), expected.shear)).toBeLessThan(TOLERANCE);
      expect(apart(array('localDilation'), expected.dilation)).toBeLessThan(TOLERANCE);
      expect(report.d2min.max).toBe(Math.max(...array('d2min')));
      expect(configuration.ids[array('d2min').indexOf(report.d2min.max)]).toBe(report.d2min.maxId);
      // The event takes place where the key core is.
      expect(report.keyCore?.ratio).toBeGreaterThan(2);
      const scalars = project.listScalars(d2minAnalysis).map(({ name, value }) => [name, value]);
      expect(Object.fromEntries(scalars)).toEqual({
        meanD2min: report.d2min.mean,
        keyCoreRatio: report.keyCore?.ratio,
      });
      const merged = join(folder, 'merged.keycore');
      expect((await inProcess(['merge', path, '-o', merged])).code).toBe(0);
      const target = await openProject(merged, { mode: 'read' });
      expect(listReports(target, d2minAnalysis, 1).map(({ report: copy }) => copy)).toEqual([report]);
      target.close();
      project.close();
    },
  );

  test('the displacement is that of the positions behind the event, which strain gives in their own box', async () => {
    const flags = ['--angle', String(ANGLE), '--until-event', '--no-convergence'];
    const run = await inProcess(['strain', path, '1', ...flags, '--json', '-']);
    const strained = strainReportSchema.parse(JSON.parse(run.out));
    const project = await openProject(path, { mode: 'read' });
    const { configuration, fields } = project.readSample(1);
    const array = (analysis: typeof strainAnalysis | typeof d2minAnalysis, name: string) => {
      const { id } = project.lastReport<unknown>(analysis, 1) ?? { id: 0 };
      return project.readReportArray(1, id, name)?.data ?? new Float64Array();
    };
    const [after, displacement] = [array(strainAnalysis, 'after'), array(d2minAnalysis, 'displacement')];
    project.close();
    const [event] = strained.events;
    const [xx, xy, yx, yy] = affineOf(generatorOf('simple-shear', ANGLE), event.after.strain);
    const turn = (event.cell.rotationDegrees * Math.PI) / 180;
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    const found = displacement.map((_, at) => {
      const [i, axis] = [at - (at % 2), at % 2];
      // Into the axes of the sample, and back by F into its box, where images are told apart; less where it was.
      const [u, v] = [c * after[i] - s * after[i + 1], s * after[i] + c * after[i + 1]];
      const [x, y] = [(yy * u - xy * v) / (xx * yy - xy * yx), (xx * v - yx * u) / (xx * yy - xy * yx)];
      const [dx, dy] = nearestImage(configuration.box, x - fields.positions[i], y - fields.positions[i + 1]);
      return axis === 0 ? xx * dx + xy * dy : yx * dx + yy * dy;
    });
    // Up to a common translation.
    const centred = (values: Float64Array) => {
      const mean = [0, 1].map(
        (axis) => values.filter((_, at) => at % 2 === axis).reduce((a, b) => a + b) / (values.length / 2),
      );
      return values.map((value, at) => value - mean[at % 2]);
    };
    expect(apart(centred(found), [...centred(displacement)])).toBeLessThan(1e-10);
  });

  test('a strain without an event, from a file; recalled from a project; what is wrong is refused', async () => {
    const dump = join(folder, 'glass.dump');
    expect((await inProcess(['export', path, '1', '--format', 'dump', '-o', dump])).code).toBe(0);
    const flags = ['--no-until-event', '--to', '1e-3', '--step', '1e-4', '--radius', '2'];
    const ofFile = await inProcess(['d2min', dump, '--model', '2dipl', ...flags]);
    expect(ofFile).toMatchObject({ code: 0 });
    expect(ofFile.out).toContain('simple-shear at 0° to γ = 0.001, model 2dipl, N = 1024');
    expect(ofFile.out).toContain('no plastic event on the way');
    // Behind an event, at the strain that was asked for.
    const far = await inProcess([...args, '--no-until-event', '--to', '0.008', '--step', '5e-4']);
    const beyond = d2minReportSchema.parse(JSON.parse(far.out));
    expect(beyond.strain).toBe(0.008);
    expect(beyond.events[0].strain).toBeLessThan(0.008);
    expect((await inProcess(['d2min', path, '1', '--radius', '60'])).err).toContain(
      'a radius of 60 σ is too large for this box: at most',
    );
    const first = await inProcess([...args, ...flags]);
    expect((await inProcess([...args, ...flags])).out).toBe(first.out);
    const refused = await inProcess([...args, '--radius', '0']);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('--radius: expected a number above 0 and up to 100');
  });

  test('over the API: a job, and a map that the viewer can draw', async () => {
    const api = await startProjectSession(folder, join(folder, 'data'), 'glass.keycore');
    const settings = { untilEvent: false, to: 1e-4, step: 1e-4 };
    const job = await api.ended(await api.post(`${api.sample}/d2min`, settings));
    expect(job).toMatchObject({ state: 'done', title: 'D²_min of sample 1', error: null });
    const detail = sampleDetailSchema.parse(await (await api.get(api.sample)).json());
    expect(detail.arrays.find(({ name }) => name === 'd2min')).toMatchObject({
      name: 'd2min',
      label: 'D²_min',
      unit: 'σ²',
      kind: 'scalar',
      signed: false,
      perMode: false,
    });
    const answer = await api.get(`${api.sample}/arrays?names=d2min`);
    expect(receivedArrays(await answer.arrayBuffer()).get('d2min')?.data).toHaveLength(1024);
    await api.session.close();
  });
});

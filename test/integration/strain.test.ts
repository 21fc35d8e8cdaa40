import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { strainAnalysis } from '../../native-workers/analyses/strain/strain-analysis.ts';
import { strainReportSchema } from '../../native-workers/analyses/strain/strain-report.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { jobInfoSchema } from '../../src-main/api/contract.ts';
import { sampleReportSchema } from '../../src-main/api/analysis-contract.ts';
import { inProcess } from './cli-runner.ts';
import { jobOf, startProjectSession, type ProjectSession } from './project-session.ts';
import { receivedArrays } from './serve-arrays.ts';
import { listReports, readReportArrays } from '../unit/project-lists.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-strain-'));
  writeFileSync(at('glass.json'), JSON.stringify({ model: '2dipl', particles: 100, analysis: { modes: 5 } }));
  const made = await inProcess(['simulate', at('glass.json'), '--seed', '3', '-o', at('glass.keycore')]);
  expect(made.code).toBe(0);
  copyFileSync(at('glass.keycore'), at('fresh.keycore'));
  const written = await inProcess(['export', at('glass.keycore'), '1', '--format', 'dump', '-o', at('glass.dump')]);
  expect(written.code).toBe(0);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('strain on the command line', () => {
  test('a sample of a project, as JSON and as a summary', async () => {
    const json = await inProcess(['strain', at('glass.keycore'), '1', '--json', '-']);
    expect(json).toMatchObject({ code: 0, err: '' });
    const report = strainReportSchema.parse(JSON.parse(json.out));
    expect(report.provenance.source).toBe(`${at('glass.keycore')}, sample 1`);
    expect(report.steps.map(({ strain }) => strain)).toEqual([1e-7]);
    expect(report.convergence).toHaveLength(5);
    const text = await inProcess(['strain', at('glass.keycore'), '1']);
    expect(text.code).toBe(0);
    expect(text.out).toContain(
      `simple-shear at 0°, model 2dipl: modulus ${report.linear.modulus.toPrecision(9)}, stress`,
    );
    expect(text.out).toContain('finite steps beside linear response:');
    expect(text.out).toContain('no plastic event up to γ = 1e-7');
  });

  test('its modulus is that of the report of analyze, at any angle', async () => {
    const analysed = await inProcess(['analyze', at('glass.dump'), '--model', '2dipl', '--json', '-']);
    const { elasticity } = JSON.parse(analysed.out);
    for (const [value, degrees] of [
      [elasticity.shear.min, elasticity.shear.softestDegrees],
      [elasticity.shear.max, elasticity.shear.stiffestDegrees],
    ]) {
      const args = ['strain', at('glass.dump'), '--model', '2dipl', '--angle', String(degrees), '--json', '-'];
      const report = strainReportSchema.parse(JSON.parse((await inProcess([...args, '--no-convergence'])).out));
      expect(report.linear.modulus).toBeCloseTo(value, 8);
      expect(report.convergence).toEqual([]);
    }
  });

  test('is kept in the project, once, and carried by merge', async () => {
    const strains = async (name: string) => {
      const project = await openProject(at(name), { mode: 'read' });
      try {
        return listReports(project, strainAnalysis, 1).map(({ id, report, storedAt }) => ({
          report,
          storedAt,
          arrays: readReportArrays(project, 1, id),
        }));
      } finally {
        project.close();
      }
    };
    copyFileSync(at('fresh.keycore'), at('kept.keycore'));
    const args = ['strain', at('kept.keycore'), '1', '--until-event', '--no-convergence', '--json', '-'];
    await inProcess([...args, '--no-keep']);
    expect(await strains('kept.keycore')).toEqual([]);
    const { out } = await inProcess(args);
    await inProcess(args);
    await inProcess(['strain', at('kept.keycore'), '1']);
    const stored = await strains('kept.keycore');
    expect(stored).toHaveLength(2);
    expect(stored[0].report).toEqual(JSON.parse(out));
    expect(stored[0].arrays.find(({ name }) => name === 'event')?.data).toHaveLength(200);
    expect(stored[1].arrays.map(({ name }) => name)).toEqual(['linear', 'nonAffine']);
    const merged = ['merge', at('fresh.keycore'), at('kept.keycore'), '-o', at('merged.keycore')];
    expect((await inProcess(merged)).code).toBe(0);
    expect(await strains('merged.keycore')).toEqual(stored);
  });

  test('a damaged field of it is named', async () => {
    copyFileSync(at('fresh.keycore'), at('damaged.keycore'));
    await inProcess(['strain', at('damaged.keycore'), '1', '--no-convergence']);
    const db = new Database(at('damaged.keycore'));
    db.prepare("UPDATE reportArray SET data = zeroblob(1600) WHERE name = 'linear'").run();
    db.close();
    const project = await openProject(at('damaged.keycore'), { mode: 'read' });
    expect(() => readReportArrays(project, 1, 1)).toThrow("sample 1, strain 1, array 'linear'");
    project.close();
  });

  test('to the first event, either way, into a file', async () => {
    const common = ['--until-event', '--no-convergence', '--json'];
    const ahead = await inProcess(['strain', at('glass.keycore'), '1', ...common, at('ahead.json')]);
    const behind = await inProcess(['strain', at('glass.keycore'), '1', '--to', '-0.2', ...common, at('behind.json')]);
    for (const [run, name, sign] of [
      [ahead, 'ahead.json', 1],
      [behind, 'behind.json', -1],
    ] as const) {
      expect(run.code).toBe(0);
      const report = strainReportSchema.parse(JSON.parse(readFileSync(at(name), 'utf8')));
      expect(report.events).toHaveLength(1);
      const [event] = report.events;
      expect(sign * event.after.strain).toBeGreaterThan(0);
      expect(event.energyDrop).toBeGreaterThan(0);
      expect(run.out).toContain('plastic event between γ = ');
      expect(run.out).toContain(`${event.moved.ids.length} particle`);
    }
  });

  test.each([
    [['strain', 'glass.keycore'], 'this is a project; name the sample by its number, as info lists it'],
    [['strain', 'glass.keycore', '2'], 'sample 2'],
    [['strain', 'glass.keycore', 'one'], "sample: expected the number of a sample, got 'one'"],
    [['strain', 'glass.dump', '1', '--model', '2dipl'], "'1' follows a file that is no project (.keycore)"],
    [['strain', 'glass.dump', '--model', '2dipl', '--frame', 'all'], '--frame: expected one frame'],
    [['strain', 'glass.keycore', '1', '--step', '0'], "--step: expected a number above 0 and up to 0.1, got '0'"],
    [
      ['strain', 'glass.keycore', '1', '--step', '-1e-6'],
      "--step: expected a number above 0 and up to 0.1, got '-1e-6'",
    ],
    [['strain', 'glass.keycore', '1', '--protocol', 'bend'], '--protocol: expected one of simple-shear, tension'],
    [['strain', 'glass.keycore', '1', '--to', '0'], '--to: a strain of 0 is no strain'],
    [['strain', 'glass.keycore', '1', '--to', '1'], 'step: 10000000 steps of 1e-7 to a strain of 1'],
  ])('%j is refused', async ([command, file, ...rest], message) => {
    const run = await inProcess([command, at(file), ...rest]);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain(message);
  });

  test('a file that is no minimum, as it stands', async () => {
    const lines = readFileSync(at('glass.dump'), 'utf8').split('\n');
    const first = lines.findIndex((line) => line.startsWith('ITEM: ATOMS')) + 1;
    const columns = lines[first - 1].split(' ').slice(2);
    const words = lines[first].split(' ');
    words[columns.indexOf('x')] = String(Number(words[columns.indexOf('x')]) + 0.01);
    lines[first] = words.join(' ');
    writeFileSync(at('moved.dump'), lines.join('\n'));
    const run = await inProcess(['strain', at('moved.dump'), '--model', '2dipl', '--no-relax']);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toMatch(/max\|F\| is .*: this is no minimum of the energy .*relax it first/);
  });

  test('what does not converge: exit code 3', async () => {
    const args = ['strain', at('glass.keycore'), '1', '--step', '0.01', '--max-evaluations', '2', '--no-convergence'];
    const run = await inProcess(args);
    expect(run).toMatchObject({ code: 3, out: '' });
    expect(run.err).toContain('did not converge: minimise: max|F| is');
  });

  test('can be cancelled', async () => {
    const args = ['strain', at('glass.keycore'), '1', '--step', '1e-4', '--to', '1.5'];
    const run = await inProcess(args, AbortSignal.timeout(300));
    expect(run).toMatchObject({ code: 130, out: '', err: 'keycore: cancelled\n' });
  });
});

describe('strain through the API', () => {
  let api: ProjectSession;

  beforeAll(async () => {
    api = await startProjectSession(folder, at('data'), 'fresh.keycore');
  });

  afterAll(async () => {
    await api.session.close();
  });

  const keptStrainSchema = sampleReportSchema(strainReportSchema);

  /** The body of an answer, to be looked at as it comes. */
  const json = async (answer: Response) => (await answer.json()) as { error: { message: string } };

  const kept = async () => keptStrainSchema.parse(await (await api.get(`${api.sample}/strain`)).json());

  test('nothing is kept before the first', async () => {
    expect(await kept()).toBeNull();
    const arrays = await api.get(`${api.sample}/strain/arrays?names=nonAffine`);
    expect(arrays.status).toBe(404);
    expect(await arrays.json()).toMatchObject({ error: { message: 'this sample does not have the strain' } });
  });

  test('a job, its report and its fields', async () => {
    expect(
      await api.ended(await api.post(`${api.sample}/strain`, { untilEvent: true, convergence: false })),
    ).toMatchObject({
      state: 'done',
      progress: 1,
      title: 'Strain of sample 1',
    });
    const found = await kept();
    expect(found?.report.events).toHaveLength(1);
    const names = found?.arrays.map(({ name }) => name) ?? [];
    expect(names).toEqual(['linear', 'nonAffine', 'event', 'before', 'after']);
    const answer = await api.get(`${api.sample}/strain/arrays?names=${names.join(',')}`);
    const arrays = receivedArrays(await answer.arrayBuffer());
    for (const { shape, unit } of arrays.values()) expect({ shape, unit }).toEqual({ shape: [100, 2], unit: 'σ' });
    const event = arrays.get('event')?.data ?? new Float64Array();
    const furthest = Math.max(...Array.from({ length: 100 }, (_, i) => Math.hypot(event[2 * i], event[2 * i + 1])));
    expect(found?.report.events[0].largest.distance).toBe(furthest);
    const linear = arrays.get('linear')?.data ?? new Float64Array();
    expect(Math.hypot(...linear)).toBeCloseTo(found?.report.linear.nonAffine ?? Number.NaN, 8);
  });

  test('a later one takes its place; without an event there are fewer arrays', async () => {
    expect(await api.ended(await api.post(`${api.sample}/strain`, {}))).toMatchObject({ state: 'done' });
    const found = await kept();
    expect(found?.report.events).toEqual([]);
    expect(found?.arrays.map(({ name }) => name)).toEqual(['linear', 'nonAffine']);
    const answer = await api.get(`${api.sample}/strain/arrays?names=event`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      error: { message: "there is no array 'event'; there are linear, nonAffine" },
    });
  });

  test('one of the same settings is done at once, and all is there when the project is opened again', async () => {
    const first = { untilEvent: true, convergence: false };
    const began = performance.now();
    expect(await api.ended(await api.post(`${api.sample}/strain`, first))).toMatchObject({ state: 'done' });
    // It takes some 100 evaluations for each of 20 steps, and a worker.
    expect(performance.now() - began).toBeLessThan(500);
    const found = await kept();
    expect(found?.report.events).toHaveLength(1);
    const other = await startProjectSession(folder, at('data2'), 'fresh.keycore');
    const again = await other.get(`${other.sample}/strain`);
    // The one that was made last, with steps beside linear response.
    expect(keptStrainSchema.parse(await again.json())?.report.convergence).toHaveLength(5);
    const fields = await other.get(`${other.sample}/strain/arrays?names=nonAffine,linear`);
    expect([...receivedArrays(await fields.arrayBuffer()).keys()].sort()).toEqual(['linear', 'nonAffine']);
    await other.session.close();
  });

  test('malformed and impossible requests', async () => {
    const malformed = await api.post(`${api.sample}/strain`, { step: 0 });
    expect(malformed.status).toBe(400);
    expect((await json(malformed)).error.message).toContain('step: Too small');
    expect((await api.post(`${api.project}/samples/9/strain`, {})).status).toBe(404);
    const unfit = await api.post(`${api.sample}/strain`, { step: 1e-9, to: 1 });
    expect(unfit.status).toBe(422);
    expect((await json(unfit)).error.message).toContain('at most 20000 are made: take a larger step');
    // What the worker finds out fails the job.
    const failed = await api.ended(
      await api.post(`${api.sample}/strain`, { step: 0.01, maxEvaluations: 2, convergence: false }),
    );
    expect(failed).toMatchObject({ state: 'failed', error: { kind: 'bad-input' } });
    expect(failed.error?.message).toContain('did not converge: minimise: max|F| is');
  });

  test('is cancelled as every job', async () => {
    const { id } = await jobOf(await api.post(`${api.sample}/strain`, { step: 1e-4, to: 1.5 }));
    const answer = await api.session.api.request(`${api.project}/jobs/${id}`, { method: 'DELETE' });
    expect(jobInfoSchema.parse(await answer.json())).toMatchObject({ state: 'cancelled' });
  });
});

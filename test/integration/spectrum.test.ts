import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { spectrumAnalysis } from '../../native-workers/analyses/spectrum/spectrum-analysis.ts';
import { keepableReport, storedScalarArrays } from '../../src-main/project/analysis-reports.ts';
import { spectrumReportSchema } from '../../native-workers/analyses/spectrum/spectrum-report.ts';
import { topologyReportSchema } from '../../native-workers/analyses/topology/topology-report.ts';
import { sampleDetailSchema } from '../../src-main/api/contract.ts';
import { confirmationSchema, sampleReportSchema } from '../../src-main/api/analysis-contract.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { triangularLattice } from '../unit/configurations.ts';
import { inProcess } from './cli-runner.ts';
import { jobOf, openedIn, startProjectSession, type ProjectSession } from './project-session.ts';
import { receivedArrays } from './serve-arrays.ts';
import { writeSmallGlass } from './small-glass.ts';
import { listReports } from '../unit/project-lists.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-spectrum-'));
const glass = join(folder, 'glass.dump');
const stored = join(folder, 'stored.keycore');
/** A lattice of 2590 modes, as CSV; its box follows on the command line. */
const lattice = join(folder, 'lattice.csv');
let box: string;
let particles: number;
let ids: number[];

beforeAll(async () => {
  ({ ids, particles } = await writeSmallGlass(glass));
  const analysed = ['analyze', glass, '--model', '2dipl', '--modes', '3', '-o', stored];
  expect(await inProcess(analysed)).toMatchObject({ code: 0 });
  const made = triangularLattice(36, 36, Math.sqrt(2 / (Math.sqrt(3) * 0.86)));
  const rows = Array.from(
    { length: 1296 },
    (_, i) => `${i + 1},1,${made.positions[2 * i]},${made.positions[2 * i + 1]}`,
  );
  writeFileSync(lattice, `id,type,x,y\n${rows.join('\n')}\n`);
  box = `${made.box.lx},${made.box.ly}`;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function json(...args: string[]): Promise<unknown> {
  const { code, out, err } = await inProcess([...args, '--json', '-']);
  expect(err).not.toContain('keycore:');
  expect(code).toBe(0);
  return JSON.parse(out) as unknown;
}

describe('spectrum on the command line', () => {
  const narrow = ['--window', '1,3', '--bins', '7'];

  test('of a file: JSON only on standard output, every mode counted', async () => {
    const report = spectrumReportSchema.parse(await json('spectrum', glass, '--model', '2dipl', ...narrow));
    expect(report.histogram.counts).toHaveLength(7);
    expect(report.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(2 * particles - 2);
    expect(report.window?.count).toBe(report.window?.omega.length);
    expect(report.window?.map.values).toHaveLength(particles);
    expect(ids).toContain(report.window?.map.maxId);
    expect(report.provenance.source).toBe(`${glass}, frame 0 (timestep 0)`);
  });

  test('of a project: the same, kept once with its map, and merged', async () => {
    const project = join(folder, 'kept.keycore');
    copyFileSync(stored, project);
    const fromFile = spectrumReportSchema.parse(await json('spectrum', glass, '--model', '2dipl', ...narrow));
    await json('spectrum', project, '1', '--no-keep', ...narrow);
    const report = spectrumReportSchema.parse(await json('spectrum', project, '1', ...narrow));
    await json('spectrum', project, '1', ...narrow);
    await json('spectrum', project, '1', '--no-map', '--bins', '3');
    // The stored positions went through a relaxation that ended where the file's did.
    expect(report.histogram.counts).toStrictEqual(fromFile.histogram.counts);
    const look = async (path: string): Promise<{ reports: unknown[]; map: unknown; names: string[] }> => {
      const opened = await openProject(path, { mode: 'read' });
      try {
        // The sample itself is as whole as before.
        expect(opened.readSample(1).configuration.ids).toHaveLength(particles);
        return {
          reports: listReports(opened, spectrumAnalysis, 1).map(({ report: kept }) => kept.histogram),
          map: storedScalarArrays(opened, 1).at(0)?.read(),
          names: storedScalarArrays(opened, 1).map(({ name }) => name),
        };
      } finally {
        opened.close();
      }
    };
    const kept = await look(project);
    expect(kept.reports).toHaveLength(2);
    expect(kept.reports[0]).toStrictEqual(report.histogram);
    expect(kept.map).toStrictEqual(Float64Array.from(report.window?.map.values ?? []));
    expect(kept.names).toStrictEqual(['made:dT:1:3']);
    const merged = join(folder, 'merged.keycore');
    expect(await inProcess(['merge', project, stored, '-o', merged])).toMatchObject({ code: 0 });
    expect(await look(merged)).toStrictEqual(kept);
  });

  test('the summary names counts, levels and the window', async () => {
    const { code, out } = await inProcess(['spectrum', stored, '1', '--no-keep', ...narrow]);
    expect(code).toBe(0);
    for (const line of [
      /^.*: N = 64, 126 modes$/m,
      /^ω from +to +modes +D\(ω\) +D\(ω\)\/ω$/m,
      /^Debye level of D\(ω\)\/ω, free: \d\.\d+.*; G \d+\.\d+, K \d+/m,
      /^\d+ modes in the window ω = 1\.000 to 3\.000, as many as the inertia tells of: all of them \(1 slice, /m,
      /^transverse share of them 0\.\d+; D_i\^T\(ω\)\/ω: mean \d.*, largest \d.* at id \d+$/m,
    ])
      expect(out).toMatch(line);
  });

  test.each<[string[], string]>([
    [['--window', '3,1'], 'the window from ω = 3 to 1 is upside down: expected lower < upper'],
    [['--window', '-1,1'], 'begins at ω = -1; expected 0 or above'],
    [['--window', '3000,4000'], 'the window begins at ω = 3000, but no mode lies above '],
    [['--window', '3'], '--window: expected a number, a number, separated by commas'],
    [['--bins', '0'], '--bins: expected a whole number from 1 to 10000'],
    [['--maximum', '0'], '--maximum: expected a number above 0'],
    [['--window-bins', '0'], '--window-bins'],
  ])('%j is refused, nothing on standard output', async (flags, message) => {
    const { code, out, err } = await inProcess(['spectrum', stored, '1', '--json', '-', ...flags]);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
  });

  test('what is not there is refused', async () => {
    expect(await inProcess(['spectrum', stored, '9'])).toMatchObject({ code: 2 });
    expect(await inProcess(['spectrum', stored])).toMatchObject({ code: 2 });
    expect(await inProcess(['spectrum', glass, '3', '--model', '2dipl'])).toMatchObject({ code: 2 });
  });

  test('very many modes need --yes', async () => {
    const args = ['spectrum', lattice, '--model', 'crystal', '--box', box, '--window', '0,1000', '--bins', '1'];
    const { code, err } = await inProcess(args);
    expect(code).toBe(2);
    expect(err).toMatch(
      /--yes: the window holds 2590 modes, about \d+ (s|minutes) of work; more than 2000 have to be confirmed/,
    );
  });

  test('Ctrl-C ends it with 130', async () => {
    const stop = new AbortController();
    stop.abort();
    expect(await inProcess(['spectrum', stored, '1'], stop.signal)).toMatchObject({ code: 130 });
  });
});

describe('topology on the command line', () => {
  test('of a file and of the sample in a project: the same charges, 0 in all', async () => {
    const fromFile = topologyReportSchema.parse(await json('topology', glass, '--model', '2dipl', '--mode', '2'));
    const fromProject = topologyReportSchema.parse(await json('topology', stored, '1', '--mode', '2'));
    expect(fromProject.mode).toBe(2);
    expect(fromProject.grid.defects.map(({ charge }) => charge)).toStrictEqual(
      fromFile.grid.defects.map(({ charge }) => charge),
    );
    for (const { grid, triangles } of [fromFile, fromProject])
      for (const { defects } of [grid, triangles]) expect(defects.reduce((sum, { charge }) => sum + charge, 0)).toBe(0);
    expect(fromProject.centre).not.toBeNull();
  });

  test('the summary', async () => {
    const { code, out } = await inProcess(['topology', stored, '1', '--field', 'uL']);
    expect(code).toBe(0);
    expect(out).toMatch(/^.*, sample 1: u_L of mode 0, ω = \d+\.\d{6}; key core at \(/m);
    expect(out).toMatch(
      /^grid of \d+ × \d+ \(the field averaged over s = 1 σ\): \d+ positive and \d+ negative charges, 0 in all/m,
    );
    expect(out).toMatch(/^Delaunay triangles \(the field averaged over s = 1 σ\)/m);
  });

  test.each<[string[], string]>([
    [['--mode', '3'], '--mode: expected 0 to 2: displacements of that many modes are there, got 3'],
    [['--mode', '-1'], '--mode: expected a whole number from 0 to 9999'],
    [['--field', 'w'], '--field: expected one of u, uT, uL'],
    [['--spacing', '100'], 'expected at least 3 a side'],
    [['--smoothing', '0'], '--smoothing'],
  ])('%j is refused', async (flags, message) => {
    const { code, out, err } = await inProcess(['topology', stored, '1', '--json', '-', ...flags]);
    expect([code, out]).toStrictEqual([2, '']);
    expect(err).toContain(message);
  });
});

function settingsQuery(settings: unknown): string {
  return new URLSearchParams({ settings: JSON.stringify(settings) }).toString();
}

describe('over the API', () => {
  let api: ProjectSession;

  beforeAll(async () => {
    copyFileSync(stored, join(folder, 'api.keycore'));
    api = await startProjectSession(folder, join(folder, 'data'), 'api.keycore');
  });
  afterAll(async () => api.session.close());

  /** Starts a spectrum and waits until its job has ended; gives the last that was told of it. */
  const finished = async (body: unknown) => api.ended(await api.post(`${api.sample}/spectrum`, body));

  test('a spectrum is a job; it is kept, and its map is an array of the sample', async () => {
    const answerSchema = sampleReportSchema(spectrumReportSchema);
    const now = async () => answerSchema.parse(await (await api.get(`${api.sample}/spectrum`)).json());
    expect(await now()).toBeNull();
    expect(await finished({ bins: 9, window: { lower: 0, upper: 4 } })).toMatchObject({ state: 'done', error: null });
    const kept = await now();
    expect(kept?.report.settings).toMatchObject({ bins: 9, windowBins: 16, window: { lower: 0, upper: 4 } });
    const field = kept?.report.window?.map.field ?? '';
    const detail = sampleDetailSchema.parse(await (await api.get(api.sample)).json());
    expect(detail.arrays.find(({ name }) => name === field)).toStrictEqual({
      name: field,
      label: 'D_i^T/ω, ω = 0–4',
      unit: 'mσ²/ε',
      kind: 'scalar',
      signed: false,
      perMode: false,
      version: '1',
    });
    const got = receivedArrays(await (await api.get(`${api.sample}/arrays?names=${field}`)).arrayBuffer()).get(field);
    expect(got?.data).toHaveLength(particles);
    const sum = Array.from(got?.data ?? []).reduce((total, value) => total + value, 0);
    expect(sum / particles).toBeCloseTo(kept?.report.window?.map.mean ?? 0, 12);
    // The same again is there already.
    expect(await finished({ bins: 9, window: { lower: 0, upper: 4 } })).toMatchObject({ state: 'done' });
    const opened = await openProject(join(folder, 'api.keycore'), { mode: 'read' });
    expect(listReports(opened, spectrumAnalysis, 1)).toHaveLength(1);
    opened.close();
  });

  test.each<[unknown, number, string]>([
    [{ window: { lower: 2, upper: 1 } }, 422, 'upside down'],
    [{ window: { lower: 900, upper: 901 } }, 422, 'no mode lies above'],
    [{ window: { lower: -1, upper: 1 } }, 400, 'window.lower'],
    [{ bins: 0 }, 400, 'bins'],
    [{ colour: 1 }, 400, 'Unrecognized key'],
  ])('%j is refused before there is a job', async (body, status, message) => {
    const answer = await api.post(`${api.sample}/spectrum`, body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(await answer.json())).toContain(message);
  });

  test('a window of very many modes is told what it costs, and computed when that is confirmed', async () => {
    const path = join(folder, 'lattice.keycore');
    const made = await inProcess(['analyze', lattice, '--model', 'crystal', '--box', box, '--modes', '1', '-o', path]);
    expect(made.code).toBe(0);
    const other = await openedIn(api.session, 'lattice.keycore');
    const route = `${other}/samples/1/spectrum`;
    const wide = { bins: 1, window: { lower: 0, upper: 1000 } };
    const answer = await api.post(route, wide);
    expect(answer.status).toBe(409);
    const { error, estimate } = confirmationSchema.parse(await answer.json());
    expect(estimate).toMatchObject({ needsConfirmation: true, message: error.message });
    expect(error.message).toContain('the window holds 2590 modes');
    // Confirmed it begins; it is stopped, which it obeys.
    const begun = await api.post(`${route}?confirmed=true`, wide);
    const { id } = await jobOf(begun);
    const stopped = await api.session.api.request(`${other}/jobs/${id}`, { method: 'DELETE' });
    expect(await stopped.json()).toMatchObject({ state: 'cancelled' });
    expect(await (await api.get(route)).json()).toBeNull();
  });

  test('topology of a mode', async () => {
    const answerSchema = sampleReportSchema(topologyReportSchema);
    const of = async (settings: object) =>
      answerSchema.parse(await (await api.get(`${api.sample}/topology?${settingsQuery(settings)}`)).json())?.report;
    const found = await of({ mode: 1, field: 'uT' });
    expect(found).toMatchObject({ mode: 1, field: 'uT', grid: { total: 0, spacing: 1 }, triangles: { smoothing: 0 } });
    const onLine = topologyReportSchema.parse(await json('topology', stored, '1', '--mode', '1', '--field', 'uT'));
    expect(found?.centre).toEqual(onLine.centre);
    expect(found?.grid).toEqual(onLine.grid);
    expect(await of({ spacing: 0.5, smoothing: 0.7, triangleSmoothing: 2 })).toMatchObject({
      grid: { spacing: 0.5, smoothing: 0.7 },
      triangles: { smoothing: 2 },
    });
  });

  test.each<[unknown, number, string]>([
    [{ mode: 3 }, 422, 'expected 0 to 2: displacements of that many modes are there, got 3'],
    [{ mode: 'x' }, 400, 'mode'],
    [{ field: 'w' }, 400, 'field'],
    [{ spacing: 100 }, 422, 'expected at least 3 a side'],
    [{ spacing: 0 }, 400, 'spacing'],
    [{ step: 1 }, 400, 'Unrecognized key'],
    [null, 400, 'expected'],
  ])('topology with the settings %j is refused', async (settings, status, message) => {
    const answer = await api.get(`${api.sample}/topology?${settingsQuery(settings)}`);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(await answer.json())).toContain(message);
  });

  test('of a sample that is not there: 404', async () => {
    for (const route of ['spectrum', 'topology'])
      expect((await api.get(`${api.project}/samples/7/${route}`)).status).toBe(404);
  });
});

test('a project keeps no spectrum that is not its own', async () => {
  const path = join(folder, 'strange.keycore');
  copyFileSync(stored, path);
  const report = spectrumReportSchema.parse(
    await json('spectrum', stored, '1', '--no-keep', '--no-map', '--bins', '2'),
  );
  const before = readFileSync(path).length;
  const project = await openProject(path, { mode: 'write' });
  try {
    const { contentHash } = project.readNumbers(1);
    const keepable = (hash: string, data: Float64Array | null) => {
      const map: ReportArray[] = data === null ? [] : [{ name: 'made:dT:0:1', kind: 'scalar', unit: 'mσ²/ε', data }];
      return keepableReport(spectrumAnalysis, { report, arrays: map }, hash);
    };
    const keep = (number: number, hash: string, data: Float64Array | null) =>
      project.keepReport(spectrumAnalysis, number, { ...keepable(hash, data), report });
    expect(() => keep(1, contentHash, new Float64Array(particles - 1))).toThrow('does not fit sample 1');
    expect(() => keep(1, contentHash.replace(/^./, '-'), null)).toThrow('the report is not on sample 1');
    expect(() => keep(8, contentHash, null)).toThrow('there is no sample 8');
    expect(project.lastReport(spectrumAnalysis, 1)).toBeNull();
    expect(keep(1, contentHash, null)).not.toBeNull();
    expect(keep(1, contentHash, null)).toBeNull();
    expect(project.lastReport(spectrumAnalysis, 1)?.report).toStrictEqual(report);
  } finally {
    project.close();
  }
  expect(readFileSync(path).length).toBeGreaterThanOrEqual(before);
});

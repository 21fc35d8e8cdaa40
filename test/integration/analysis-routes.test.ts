import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { ANALYSES, analysisNamed } from '../../native-workers/analyses/table.ts';
import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { listedReportSchema, sampleReportSchema } from '../../src-main/api/analysis-contract.ts';
import { sampleDetailSchema } from '../../src-main/api/contract.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inProcess } from './cli-runner.ts';
import { jobOf, startProjectSession, type ProjectSession } from './project-session.ts';
import { receivedArrays } from './serve-arrays.ts';
import { writeSmallGlass } from './small-glass.ts';
import { listReports } from '../unit/project-lists.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-analysis-routes-'));
const at = (name: string) => join(folder, name);

/** Settings with which each kept analysis of 64 particles takes a moment. */
const QUICK: Record<string, object> = {
  mechanics: { degrees: 90 },
  strain: { convergence: false },
  spectrum: { bins: 2, window: { lower: 1, upper: 3 } },
  'pseudo-modes': { count: 1, starts: 1, lowModes: 1 },
  d2min: { untilEvent: false, to: 1e-4, step: 1e-4, radius: 2 },
};

const KEPT = ANALYSES.filter(({ policy }) => policy === 'kept').map((analysis) => [analysis.name, analysis] as const);

/** Settings for an analysis; one that is not listed is tried with its defaults. */
function quick(name: string): object {
  return QUICK[name] ?? {};
}

let api: ProjectSession;

beforeAll(async () => {
  await writeSmallGlass(at('glass.dump'));
  const made = await inProcess(['analyze', at('glass.dump'), '--model', '2dipl', '-o', at('fresh.keycore')]);
  expect(made.code).toBe(0);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await api.session.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function session(name: string): Promise<void> {
  copyFileSync(at('fresh.keycore'), at(name));
  api = await startProjectSession(folder, at(`data-${name}`), name);
}

async function shown(analysis: Analysis, settings?: object) {
  const query =
    settings === undefined ? '' : `?${new URLSearchParams({ settings: JSON.stringify(settings) }).toString()}`;
  const answer = await api.get(`${api.sample}/${analysis.name}${query}`);
  expect(answer.status).toBe(200);
  return sampleReportSchema(analysis.report).parse(await answer.json());
}

describe.each(KEPT)('%s', (name, analysis) => {
  test('is computed once, kept, recalled, and found by its settings', async () => {
    await session(`kept-${name}.keycore`);
    expect(await shown(analysis)).toBeNull();
    const run = vi.spyOn(api.session.context.pool, 'run');
    const watch = vi.spyOn(api.session.context.warm, 'watch');
    const computed = () => run.mock.calls.length + watch.mock.calls.length;
    expect(await api.ended(await api.post(`${api.sample}/${name}`, quick(name)))).toMatchObject({
      state: 'done',
      title: `${analysis.heading} of sample 1`,
    });
    expect(computed()).toBe(1);
    const first = await shown(analysis);
    expect(first?.notKept).toBeNull();
    expect(await api.ended(await api.post(`${api.sample}/${name}`, quick(name)))).toMatchObject({ state: 'done' });
    expect(computed()).toBe(1);
    expect(await shown(analysis, quick(name))).toEqual(first);
    // All there are, and each by its key.
    const { reports } = z
      .object({ reports: z.array(listedReportSchema) })
      .parse(await (await api.get(`${api.sample}/${name}/reports`)).json());
    expect(reports).toMatchObject([{ key: first?.key, storedAt: first?.storedAt, notKept: null }]);
    expect(reports[0].settings).toMatchObject(quick(name));
    const byKey = async (key: string) =>
      (await api.get(`${api.sample}/${name}?${new URLSearchParams({ report: key }).toString()}`)).json();
    expect(sampleReportSchema(analysis.report).parse(await byKey(first?.key ?? ''))).toEqual(first);
    for (const key of ['999', 'held', '']) expect(await byKey(key)).toBeNull();
    const project = await openProject(at(`kept-${name}.keycore`), { mode: 'read' });
    expect(listReports(project, analysis, 1).map(({ report }) => report)).toEqual([first?.report]);
    project.close();
  });

  test('of a project that can only be read: computed, shown with its arrays, and said not to be kept', async () => {
    copyFileSync(at('fresh.keycore'), at(`held-${name}.keycore`));
    // Another program holds it.
    const holder = await openProject(at(`held-${name}.keycore`), { mode: 'write' });
    api = await startProjectSession(folder, at(`data-held-${name}`), `held-${name}.keycore`);
    expect(await api.ended(await api.post(`${api.sample}/${name}`, quick(name)))).toMatchObject({
      state: 'done',
      error: null,
    });
    const found = await shown(analysis);
    expect(found?.notKept).toMatch(/^Process \d+ .* has it open for writing/);
    const list = (await (await api.get(`${api.sample}/${name}/reports`)).json()) as { reports: unknown };
    expect(list.reports).toMatchObject([{ key: found?.key, notKept: found?.notKept }]);
    if (found !== null && found.arrays.length > 0) {
      const answer = await api.get(`${api.sample}/${name}/arrays`);
      const arrays = receivedArrays(await answer.arrayBuffer());
      expect([...arrays.keys()].sort()).toEqual(found.arrays.map((array) => array.name).sort());
    }
    // A map of it can be drawn like any other.
    const detail = sampleDetailSchema.parse(await (await api.get(api.sample)).json());
    const scalars = found?.arrays.filter(({ kind }) => kind === 'scalar') ?? [];
    for (const scalar of scalars) expect(detail.arrays).toContainEqual(expect.objectContaining(scalar));
    for (const { name: map } of scalars) expect((await api.get(`${api.sample}/arrays?names=${map}`)).status).toBe(200);
    expect(listReports(holder, analysis, 1)).toEqual([]);
    holder.close();
  });

  test('asked for twice at a time is one job', async () => {
    await session(`twice-${name}.keycore`);
    const [first, second] = await Promise.all([
      api.post(`${api.sample}/${name}`, quick(name)),
      api.post(`${api.sample}/${name}`, quick(name)),
    ]);
    const [one, other] = [await jobOf(first), await jobOf(second)];
    expect(other.id).toBe(one.id);
    const job = api.session.context.jobs.find(api.project.split('/')[3], one.id);
    await job?.finished;
    const project = await openProject(at(`twice-${name}.keycore`), { mode: 'read' });
    expect(listReports(project, analysis, 1)).toHaveLength(1);
    project.close();
  });

  test('of a project that is closed meanwhile ends without a fault of ours', async () => {
    await session(`closed-${name}.keycore`);
    const log = vi.fn();
    api.session.context.log = log;
    const { id } = await jobOf(await api.post(`${api.sample}/${name}`, quick(name)));
    const job = api.session.context.jobs.find(api.project.split('/')[3], id);
    const closed = await api.session.api.request(api.project, { method: 'DELETE' });
    expect(closed.status).toBe(200);
    await job?.finished;
    expect(['cancelled', 'done']).toContain(job?.snapshot.state);
    expect(log).not.toHaveBeenCalled();
  });
});

describe('what is computed at once', () => {
  const IMMEDIATE = ANALYSES.filter(({ policy }) => policy === 'immediate').map(({ name }) => name);

  test.each(IMMEDIATE)('%s has no job, and its command is that of the table', async (name) => {
    await session(`immediate-${name}.keycore`);
    const analysis = analysisNamed(name);
    if (analysis === undefined) throw new Error(name);
    expect((await api.post(`${api.sample}/${name}`, {})).status).toBe(404);
    const found = await shown(analysis);
    expect(found).not.toBeNull();
    const run = await inProcess([name, at(`immediate-${name}.keycore`), '1', '--json', '-']);
    expect(run.code).toBe(0);
    const timeless = (report: unknown) => ({ ...z.looseObject({}).parse(report), provenance: null });
    expect(timeless(JSON.parse(run.out))).toEqual(timeless(found?.report));
  });
});

test('settings that are no JSON, or none of the analysis, are refused', async () => {
  await session('refused.keycore');
  for (const [text, message] of [
    ['{', 'settings: expected JSON'],
    ['{"degrees":7}', 'a step of 7° does not divide 360°'],
    ['[]', 'expected object'],
  ]) {
    const answer = await api.get(`${api.sample}/mechanics?${new URLSearchParams({ settings: text }).toString()}`);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json())).toContain(message);
  }
});

describe('which report is meant', () => {
  const spectrum = { bins: 2, window: { lower: 1, upper: 3 } };
  const d2min = (angle: number) => ({ untilEvent: false, to: 1e-4, step: 1e-4, radius: 2, angle });
  const query = (settings: object) => new URLSearchParams({ settings: JSON.stringify(settings) }).toString();
  const array = async (path: string, name: string) =>
    receivedArrays(await (await api.get(path)).arrayBuffer()).get(name)?.data;

  test('after the project became another file: that one’s', async () => {
    await session('saved-from.keycore');
    await api.ended(await api.post(`${api.sample}/spectrum`, spectrum));
    const before = await array(`${api.sample}/spectrum/arrays`, 'made:dT:1:3');
    const saved = await api.post(`${api.project}/save`, { path: 'saved-as.keycore' });
    expect(saved.status).toBe(200);
    expect(await array(`${api.sample}/spectrum/arrays`, 'made:dT:1:3')).toEqual(before);
    expect(before).toHaveLength(64);
  });

  test('what a project could not keep, its copy under another name does', async () => {
    copyFileSync(at('fresh.keycore'), at('copied-from.keycore'));
    const holder = await openProject(at('copied-from.keycore'), { mode: 'write' });
    api = await startProjectSession(folder, at('data-copied'), 'copied-from.keycore');
    await api.ended(await api.post(`${api.sample}/spectrum`, spectrum));
    const spectrumAnalysis = analysisNamed('spectrum');
    if (spectrumAnalysis === undefined) throw new Error('no spectrum');
    expect((await shown(spectrumAnalysis))?.notKept).not.toBeNull();
    expect((await api.post(`${api.project}/save`, { path: 'copied-to.keycore' })).status).toBe(200);
    expect((await shown(spectrumAnalysis))?.notKept).toBeNull();
    holder.close();
    const project = await openProject(at('copied-to.keycore'), { mode: 'read' });
    expect(listReports(project, spectrumAnalysis, 1)).toHaveLength(1);
    project.close();
  });

  test('the map of the sample is that of the report that was made or recalled last; reading another changes nothing', async () => {
    await session('maps.keycore');
    const map = async () => array(`${api.sample}/arrays?names=d2min`, 'd2min');
    await api.ended(await api.post(`${api.sample}/d2min`, d2min(0)));
    const first = await map();
    await api.ended(await api.post(`${api.sample}/d2min`, d2min(45)));
    const second = await map();
    expect(second).not.toEqual(first);
    const version = async () =>
      sampleDetailSchema.parse(await (await api.get(api.sample)).json()).arrays.find(({ name }) => name === 'd2min')
        ?.version;
    const versions = [await version()];
    expect((await api.get(`${api.sample}/d2min?${query(d2min(0))}`)).status).toBe(200);
    expect(await map()).toEqual(second);
    expect(await array(`${api.sample}/d2min/arrays?names=d2min&${query(d2min(0))}`, 'd2min')).toEqual(first);
    await api.ended(await api.post(`${api.sample}/d2min`, d2min(0)));
    expect(await map()).toEqual(first);
    expect(await version()).not.toBe(versions[0]);
  });

  test('a request that comes while the job of another is being cancelled has a job of its own', async () => {
    await session('rejoined.keycore');
    const long = { step: 1e-4, to: 1.5, convergence: false };
    const { id } = await jobOf(await api.post(`${api.sample}/strain`, long));
    const [, again] = await Promise.all([
      api.session.api.request(`${api.project}/jobs/${id}`, { method: 'DELETE' }),
      api.post(`${api.sample}/strain`, long),
    ]);
    const next = await jobOf(again);
    expect(next.id).not.toBe(id);
    const cancelled = await api.session.api.request(`${api.project}/jobs/${next.id}`, { method: 'DELETE' });
    expect(await cancelled.json()).toMatchObject({ state: 'cancelled' });
  });
});

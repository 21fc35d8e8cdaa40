import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pseudoModesAnalysis } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-analysis.ts';
import { z } from 'zod';
import { pseudoModesReportSchema } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-report.ts';
import { jobInfoSchema } from '../../src-main/api/contract.ts';
import { sampleReportSchema } from '../../src-main/api/analysis-contract.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inProcess } from './cli-runner.ts';
import { jobOf, startProjectSession, type ProjectSession } from './project-session.ts';
import { receivedArrays } from './serve-arrays.ts';
import { listReports } from '../unit/project-lists.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-pseudo-'));
  writeFileSync(at('glass.json'), JSON.stringify({ model: '2dipl', particles: 144, analysis: { modes: 5 } }));
  const made = await inProcess(['simulate', at('glass.json'), '--seed', '3', '-o', at('fresh.keycore')]);
  expect(made.code).toBe(0);
  const written = await inProcess(['export', at('fresh.keycore'), '1', '--format', 'dump', '-o', at('glass.dump')]);
  expect(written.code).toBe(0);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('pseudo-modes on the command line', () => {
  const project = (): string => at('kept.keycore');
  beforeAll(() => {
    copyFileSync(at('fresh.keycore'), project());
  });

  test('of a sample of a project, which then keeps them', async () => {
    const run = await inProcess(['pseudo-modes', project(), '1', '--count', '3', '--json', '-']);
    expect(run).toMatchObject({ code: 0, err: '' });
    const report = pseudoModesReportSchema.parse(JSON.parse(run.out));
    expect(report.provenance).toMatchObject({ source: `${project()}, sample 1`, settings: { count: 3, starts: null } });
    const opened = await openProject(project(), { mode: 'read' });
    const kept = opened.lastReport(pseudoModesAnalysis, 1);
    const displacement = (search: number, mode: number) => opened.readReportArray(1, search, `z:${mode}`)?.data ?? null;
    expect(kept?.report).toEqual(report);
    for (const [k, { participants }] of report.modes.entries()) {
      const field = displacement(kept?.id ?? 0, k) ?? new Float64Array();
      expect(Math.hypot(...field)).toBeCloseTo(1, 12);
      let fourth = 0;
      for (let i = 0; i < field.length; i += 2) fourth += (field[i] ** 2 + field[i + 1] ** 2) ** 2;
      expect(1 / fourth).toBeCloseTo(participants, 9);
    }
    expect(displacement(kept?.id ?? 0, report.modes.length)).toBeNull();
    expect(displacement(99, 0)).toBeNull();
    opened.close();
  });

  test('once more with the same settings: nothing is added; with others: another search', async () => {
    expect((await inProcess(['pseudo-modes', project(), '1', '--count', '3'])).code).toBe(0);
    expect((await inProcess(['pseudo-modes', project(), '1', '--count', '2', '--no-keep'])).code).toBe(0);
    expect((await inProcess(['pseudo-modes', project(), '1', '--count', '1', '--starts', '5'])).code).toBe(0);
    const opened = await openProject(project(), { mode: 'read' });
    const counts = listReports(opened, pseudoModesAnalysis, 1).map(({ report }) => report.provenance.settings.count);
    expect(counts).toEqual([3, 1]);
    opened.close();
  });

  test('merging carries them over, once', async () => {
    copyFileSync(project(), at('copy.keycore'));
    const merged = await inProcess([
      'merge',
      project(),
      at('copy.keycore'),
      at('fresh.keycore'),
      '-o',
      at('all.keycore'),
    ]);
    expect(merged.code).toBe(0);
    expect(merged.out + merged.err).toContain('2 sets of pseudo-harmonic modes');
    const [from, to] = await Promise.all([
      openProject(project(), { mode: 'read' }),
      openProject(at('all.keycore'), { mode: 'read' }),
    ]);
    const [before, after] = [listReports(from, pseudoModesAnalysis, 1), listReports(to, pseudoModesAnalysis, 1)];
    expect(after.map(({ report, storedAt }) => ({ report, storedAt }))).toEqual(
      before.map(({ report, storedAt }) => ({ report, storedAt })),
    );
    expect(to.readReportArray(1, after[0].id, 'z:1')).toEqual(from.readReportArray(1, before[0].id, 'z:1'));
    from.close();
    to.close();
  });

  test('of a file: relaxed first, as a table', async () => {
    const run = await inProcess(['pseudo-modes', at('glass.dump'), '--model', '2dipl', '--count', '2']);
    expect(run).toMatchObject({ code: 0 });
    expect(run.out).toContain('144 particles, 2dipl; the lowest mode of the Hessian has ω = ');
    expect(run.out).toMatch(
      /\d of \d+ pseudo-harmonic modes that 18 starts \(8 bonds, 10 modes\) came to, the softest first/,
    );
    expect(
      run.out
        .trimEnd()
        .split('\n')
        .slice(-2)
        .map((line) => line.trim().split(/\s+/)[0]),
    ).toEqual(['0', '1']);
  });

  test.each([
    [['--count', '0'], "--count: expected a whole number from 1 to 2000, got '0'"],
    [['--starts', '0', '--low-modes', '0'], 'starts: no bond and no mode to start from'],
    [['--overlap', '1'], '--overlap: '],
  ])('refuses %j', async (flags, message) => {
    const run = await inProcess(['pseudo-modes', at('glass.dump'), '--model', '2dipl', ...flags]);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain(message);
  });

  test('refuses an unstable configuration with the reason, and a project without a number', async () => {
    const lines = readFileSync(at('glass.dump'), 'utf8').split('\n');
    const first = lines.findIndex((line) => line.startsWith('ITEM: ATOMS')) + 1;
    const columns = lines[first - 1].split(' ').slice(2);
    for (let line = first; line < first + 144; line += 3) {
      const words = lines[line].split(' ');
      words[columns.indexOf('x')] = String(Number(words[columns.indexOf('x')]) + 0.25);
      lines[line] = words.join(' ');
    }
    writeFileSync(at('moved.dump'), lines.join('\n'));
    const run = await inProcess(['pseudo-modes', at('moved.dump'), '--model', '2dipl', '--no-relax']);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toMatch(/this sample is unstable: its Hessian has \d+ negative eigenvalue/);
    expect((await inProcess(['pseudo-modes', project()])).err).toContain('name the sample by its number');
  });

  test('what does not converge: exit code 3; what is stopped: 130', async () => {
    const slow = ['pseudo-modes', project(), '1', '--no-keep', '--tolerance', '1e-12', '--max-iterations', '1'];
    expect(await inProcess([...slow, '--low-modes', '0'])).toMatchObject({ code: 3, out: '' });
    const run = await inProcess(['pseudo-modes', project(), '1', '--count', '7'], AbortSignal.abort());
    expect(run).toMatchObject({ code: 130, out: '' });
  });

  test('damage to a kept mode is named', async () => {
    copyFileSync(project(), at('damaged.keycore'));
    const db = new Database(at('damaged.keycore'));
    const data = db.prepare<[], Buffer>("SELECT data FROM reportArray WHERE report = 1 AND name = 'z:0'").pluck().get();
    if (data === undefined) throw new Error('the first mode is not there');
    data[100] ^= 1;
    db.prepare("UPDATE reportArray SET data = ? WHERE report = 1 AND name = 'z:0'").run(data);
    db.prepare('UPDATE report SET report = replace(report, \'"hits":\', \'"hits": \')').run();
    db.close();
    const opened = await openProject(at('damaged.keycore'), { mode: 'read' });
    expect(() => opened.readReportArray(1, 1, 'z:0')).toThrow(
      /sample 1, search for pseudo-harmonic modes 1, array 'z:0'.*checksum/,
    );
    expect(() => opened.lastReport(pseudoModesAnalysis, 1)).toThrow(
      /sample 1, search for pseudo-harmonic modes 2.*checksum/,
    );
    opened.close();
  });
});

describe('pseudo-modes through the API', () => {
  let api: ProjectSession;

  beforeAll(async () => {
    api = await startProjectSession(folder, at('data'), 'fresh.keycore');
  });

  afterAll(async () => {
    await api.session.close();
  });

  const errorSchema = z.object({ error: z.object({ message: z.string() }) });

  const answerSchema = sampleReportSchema(pseudoModesReportSchema);
  const kept = async () => answerSchema.parse(await (await api.get(`${api.sample}/pseudo-modes`)).json());

  test('a job, its report, and the arrays of its modes', async () => {
    expect(await kept()).toBeNull();
    expect(await api.ended(await api.post(`${api.sample}/pseudo-modes`, { count: 2 }))).toMatchObject({
      state: 'done',
      title: 'Pseudo-harmonic modes of sample 1',
    });
    const found = await kept();
    if (found === null) throw new Error('nothing was kept');
    expect(found.report.modes.length).toBeGreaterThan(0);
    for (const [k, mode] of found.report.modes.entries()) {
      const answer = await api.get(`${api.sample}/pseudo-modes/arrays/z:${k}/parts?names=u,uT,absU,divUNp`);
      const arrays = receivedArrays(await answer.arrayBuffer());
      expect([...arrays.values()].map(({ shape }) => shape)).toEqual([[144, 2], [144, 2], [144], [144]]);
      expect(Math.hypot(...(arrays.get('u')?.data ?? []))).toBeCloseTo(1, 12);
      expect(Math.hypot(...(arrays.get('uT')?.data ?? [])) ** 2).toBeCloseTo(mode.transverse, 9);
    }
  });

  test('what is not there, and what is malformed', async () => {
    for (const name of ['z:99', 'z:x', 'x', 'z:-1'])
      expect((await api.get(`${api.sample}/pseudo-modes/arrays/${name}/parts?names=u`)).status).toBe(404);
    const unknown = await api.get(`${api.sample}/pseudo-modes/arrays/z:0/parts?names=v`);
    expect(unknown.status).toBe(404);
    expect(errorSchema.parse(await unknown.json()).error.message).toContain("there is no array 'v'; there are u, uT");
    expect((await api.post(`${api.sample}/pseudo-modes`, { count: 0 })).status).toBe(400);
    expect((await api.post(`${api.sample}/pseudo-modes`, { counts: 1 })).status).toBe(400);
    expect((await api.post(`${api.project}/samples/9/pseudo-modes`, {})).status).toBe(404);
    const failed = await api.ended(await api.post(`${api.sample}/pseudo-modes`, { starts: 0, lowModes: 0 }));
    expect(failed).toMatchObject({ state: 'failed', error: { kind: 'bad-input' } });
    expect(failed.error?.message).toContain('no bond and no mode to start from');
  });

  test('is cancelled as every job', async () => {
    const { id } = await jobOf(await api.post(`${api.sample}/pseudo-modes`, { count: 2000 }));
    const answer = await api.session.api.request(`${api.project}/jobs/${id}`, { method: 'DELETE' });
    expect(jobInfoSchema.parse(await answer.json())).toMatchObject({ state: 'cancelled' });
    expect((await kept())?.report.provenance.settings.count).toBe(2);
  });
});

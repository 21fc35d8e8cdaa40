import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { mechanicsAnalysis } from '../../native-workers/analyses/mechanics/mechanics-analysis.ts';
import { pseudoModesAnalysis } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-analysis.ts';
import { spectrumAnalysis } from '../../native-workers/analyses/spectrum/spectrum-analysis.ts';
import { strainAnalysis } from '../../native-workers/analyses/strain/strain-analysis.ts';
import { mergeProjects } from '../../src-main/merge/merge-projects.ts';
import { MIGRATIONS } from '../../src-main/project/migrations.ts';
import { openInMemory } from '../../src-main/project/open-in-memory.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import { seal, type Row } from '../../src-main/project/seal.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { reportsOf } from '../integration/project-contents.ts';
import { listReports, readReportArrays } from './project-lists.ts';

/** A project of version 8: two reports on mechanics, three spectra (two of one window), three strains, one search. */
const FIXTURE = join(ROOT, 'test', 'fixtures', 'projects', 'version-8.keycore');
const MAP = 'made:dT:2:3.2';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-migration-9-'));
  path = join(folder, 'glass.keycore');
  copyFileSync(FIXTURE, path);
});
afterEach(() => rmSync(folder, { recursive: true }));

function withDatabase<T>(file: string, use: (db: Database.Database) => T): T {
  const db = new Database(file);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

/** Changes the project behind Keycore's back. */
function alter(sql: string): void {
  withDatabase(path, (db) => db.exec(sql));
}

async function opened<T>(mode: 'read' | 'write', use: (project: Project) => T): Promise<T> {
  const project = await openProject(path, { mode });
  try {
    return use(project);
  } finally {
    project.close();
  }
}

const OF_REPORTS = 'sample, version, variant, wallSeconds, storedAt, settings, report';

test('moves what stands beside a report and its arrays as it is', async () => {
  const before = withDatabase(FIXTURE, (db) => ({
    reports: ['mechanics', 'strain', 'spectrum', 'pseudoSearch'].flatMap((table) =>
      db.prepare<[], unknown[]>(`SELECT ${OF_REPORTS} FROM ${table} ORDER BY id`).raw().all(),
    ),
    map: db.prepare<[string], unknown[]>('SELECT kind, unit, data FROM field WHERE name = ?').raw().get(MAP),
    events: db.prepare<[], Buffer>("SELECT data FROM strainField WHERE name = 'event'").pluck().all(),
    modes: db.prepare<[], Buffer>('SELECT data FROM pseudoMode ORDER BY position').pluck().all(),
  }));
  await opened('write', (project) =>
    expect(project.messages.filter((message) => message.includes('sample'))).toEqual([]),
  );
  withDatabase(path, (db) => {
    const ofAnalysis = (name: string): unknown[][] =>
      db
        .prepare<[string], unknown[]>(`SELECT ${OF_REPORTS} FROM report WHERE analysis = ? ORDER BY id`)
        .raw()
        .all(name);
    expect(['mechanics', 'strain', 'spectrum', 'pseudo-modes'].flatMap(ofAnalysis)).toEqual(before.reports);
    const arrays = (name: string): unknown[] =>
      db.prepare<[string], unknown[]>('SELECT kind, unit, data FROM reportArray WHERE name = ?').raw().all(name);
    expect(arrays(MAP)).toEqual([before.map, before.map]);
    expect(arrays('event')).toEqual(before.events.map((data) => ['vector', 'σ', data]));
    expect(['z:0', 'z:1'].flatMap(arrays)).toEqual(before.modes.map((data) => ['vector', 'm^(−1/2)', data]));
    expect(db.prepare("SELECT count(*) FROM field WHERE name GLOB 'made:*'").pluck().get()).toBe(0);
    expect(
      db
        .prepare("SELECT kind, sample, count FROM optionalRows WHERE kind IN ('report', 'reportArray') ORDER BY 1, 2")
        .raw()
        .all(),
    ).toEqual([
      // Two of mechanics, two of the spectrum, two strains, one search; three fields and five, two modes, two maps.
      ['report', 1, 7],
      ['report', 4, 2],
      ['reportArray', 1, 11],
      ['reportArray', 4, 2],
    ]);
    expect(
      db.prepare("SELECT count(*) FROM optionalRows WHERE kind IN ('mechanics', 'made', 'strainField')").pluck().get(),
    ).toBe(0);
  });
});

describe.each(['read', 'write'] as const)('a file of version 8 that is opened to %s', (mode) => {
  it('gives a report the same number, which later ones come after', async () => {
    const ids = (project: Project): number[] =>
      [mechanicsAnalysis, strainAnalysis, spectrumAnalysis, pseudoModesAnalysis].flatMap((analysis) =>
        listReports<unknown>(project, analysis, 1).map(({ id }) => id),
      );
    const found = await opened(mode, ids);
    expect(found).toEqual([4, 8, 5, 9, 6, 10, 7]);
    await opened('write', (project) => {
      expect(project.lastReport(mechanicsAnalysis, 4)).toBeNull();
      const last = project.lastReport(mechanicsAnalysis, 1);
      if (last === null) throw new Error('no report on mechanics is there');
      const { contentHash } = project.readNumbers(1);
      const { version, variant, wallSeconds } = last;
      const found = {
        report: last.report,
        arrays: [],
        settings: { degrees: 60 },
        contentHash,
        version,
        variant,
        wallSeconds,
      };
      const id = project.keepReport(mechanicsAnalysis, 1, found);
      // The spectrum of sample 4 was the third, and has become 14.
      expect(id).toBe(15);
      expect(project.lastReport(mechanicsAnalysis, 1)?.id).toBe(id);
    });
  });

  it('finds reports by settings and version as they were', async () => {
    await opened(mode, (project) => {
      const [first, second] = listReports(project, mechanicsAnalysis, 1);
      for (const { report, version, id } of [first, second]) {
        expect(project.findReport(mechanicsAnalysis, 1, report.settings, version)?.id).toBe(id);
        expect(project.findReport(mechanicsAnalysis, 1, report.settings, `${version}.1`)).toBeNull();
      }
    });
  });

  it.each<[string, string, string, (project: Project) => unknown]>([
    [
      'report',
      'DELETE FROM mechanics WHERE id = 2',
      'sample 1: 1 row of reports is missing',
      (p) => p.lastReport(mechanicsAnalysis, 1),
    ],
    [
      'array',
      "DELETE FROM strainField WHERE name = 'event'",
      'sample 1: 1 row of arrays of reports is missing',
      (p) => p.readReportArray(1, 5, 'linear'),
    ],
    [
      'mode',
      'DELETE FROM pseudoMode',
      'sample 1: 2 rows of arrays of reports are missing',
      (p) => p.readReportArray(1, 7, 'z:0'),
    ],
    [
      'map of two spectra',
      "DELETE FROM field WHERE name GLOB 'made:*'",
      'sample 1: 2 rows of arrays of reports are missing',
      (p) => p.readReportArray(1, 6, MAP),
    ],
    [
      'table',
      'DELETE FROM strainField; DELETE FROM strain',
      'sample 4: 1 row of reports is missing',
      (p) => listReports(p, strainAnalysis, 4),
    ],
  ])('names a lost %s, and the rest stays readable', async (_, sql, said, read) => {
    alter(sql);
    await opened(mode, (project) => {
      expect(project.mode).toBe(mode);
      expect(project.losses().map((loss) => loss.replace('; restore it from a copy', ''))).toContain(said);
      expect(() => read(project)).toThrow(said.replace(/^.*: /, ''));
      expect(project.readSample(1).numbers.number).toBe(1);
      expect(project.readSample(4).numbers.number).toBe(4);
    });
  });
});

describe('a damaged row of version 8', () => {
  it.each<[string, string, string, (project: Project) => unknown]>([
    [
      'mechanics',
      "UPDATE mechanics SET report = replace(report, 'bulk', 'Bulk') WHERE id = 2",
      'sample 1, mechanics 8',
      (p) => p.lastReport(mechanicsAnalysis, 1),
    ],
    [
      'its own column',
      'UPDATE mechanics SET degrees = 1 WHERE id = 2',
      'sample 1, mechanics 8',
      (p) => p.copiesOfReports(1),
    ],
    [
      'a report that is no JSON',
      "UPDATE spectrum SET report = '{' WHERE id = 1",
      'sample 1, spectrum 6',
      (p) => listReports(p, spectrumAnalysis, 1),
    ],
    [
      'strainField',
      "UPDATE strainField SET data = zeroblob(length(data)) WHERE strain = 1 AND name = 'event'",
      "sample 1, strain 5, array 'event'",
      (p) => readReportArrays(p, 1, 5),
    ],
    [
      'a short strainField',
      "UPDATE strainField SET data = zeroblob(16) WHERE strain = 1 AND name = 'event'",
      "sample 1, strain 5, array 'event'",
      (p) => readReportArrays(p, 1, 5),
    ],
    [
      'pseudoMode',
      'UPDATE pseudoMode SET data = zeroblob(length(data)) WHERE position = 1',
      "sample 1, search for pseudo-harmonic modes 7, array 'z:1'",
      (p) => p.readReportArray(1, 7, 'z:1'),
    ],
    [
      'map',
      "UPDATE field SET unit = '1' WHERE name GLOB 'made:*'",
      `sample 1, spectrum 6, array '${MAP}'`,
      (p) => p.readReportArray(1, 6, MAP),
    ],
    [
      'count',
      "UPDATE optionalRows SET count = 2 WHERE kind = 'strain' AND sample = 1",
      'count of report of sample 1',
      (p) => p.lastReport(strainAnalysis, 1),
    ],
  ])('is named where it is only read: %s', async (_, sql, where, read) => {
    // The count of strains is 2 as it is: another seal of it is damage, too.
    alter(sql.replace('count = 2', 'crc32 = crc32 + 1'));
    await opened('read', (project) => {
      expect(() => read(project)).toThrow(`${path}, ${where}: the project is damaged here (`);
      expect(project.readSample(1).numbers.number).toBe(1);
      expect(listReports(project, strainAnalysis, 4)).toHaveLength(1);
    });
  });
});

test('a map whose spectra are lost is left out, which is said', async () => {
  alter('DELETE FROM spectrum WHERE sample = 1');
  await opened('write', (project) => {
    expect(project.messages).toContain(
      `sample 1: the map '${MAP}' was left out, since the spectrum that it belonged to is lost`,
    );
    expect(project.losses()).toEqual(['sample 1: 2 rows of reports are missing; restore it from a copy']);
    expect(project.readSample(1).numbers.number).toBe(1);
  });
});

test('a copy in memory is brought up to date, and the file is not touched', async () => {
  const before = readFileSync(path);
  const project = await openInMemory(path);
  const read = await opened('read', reportsOf);
  expect(reportsOf(project)).toEqual(read);
  expect(project.summary().schemaVersion).toBe(MIGRATIONS.length);
  project.close();
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a file of version 8 is read on while a Keycore of that version writes it', async () => {
  const holder = await openProject(path, { mode: 'write', migrations: MIGRATIONS.slice(0, 8) });
  expect(holder.mode).toBe('write');
  const reader = await openProject(path, { mode: 'write' });
  expect(reader.mode).toBe('read');
  expect(listReports(reader, mechanicsAnalysis, 1)).toHaveLength(2);
  withDatabase(path, (db) => {
    const { id, ...row } = db.prepare<[], Row>('SELECT * FROM mechanics WHERE id = 2').get() ?? {};
    expect(id).toBe(2);
    const later = seal({ ...row, settings: '{"degrees":15}', version: '0.0.9' });
    const names = Object.keys(later);
    const values = names.map((name) => `@${name}`).join(', ');
    db.prepare(`INSERT INTO mechanics (${names.join(', ')}) VALUES (${values})`).run(later);
  });
  // Not counted yet.
  expect(() => listReports(reader, mechanicsAnalysis, 1)).toThrow('1 row of reports is there that nothing has counted');
  withDatabase(path, (db) =>
    db
      .prepare("UPDATE optionalRows SET count = @count, crc32 = @crc32 WHERE kind = 'mechanics' AND sample = 1")
      .run(seal({ sample: 1, kind: 'mechanics', count: 3 })),
  );
  expect(listReports(reader, mechanicsAnalysis, 1).map(({ id }) => id)).toEqual([4, 8, 12]);
  expect(reader.findReport(mechanicsAnalysis, 1, { degrees: 15 }, '0.0.9')?.id).toBe(12);
  expect(reader.losses()).toEqual([]);
  holder.close();
  reader.close();
});

test('merging leaves out what is there already, by whatever version of the file', async () => {
  const upToDate = join(folder, 'later.keycore');
  copyFileSync(path, upToDate);
  (await openProject(upToDate, { mode: 'write' })).close();
  const projects = await Promise.all([path, upToDate].map((file) => openProject(file, { mode: 'read' })));
  const target = join(folder, 'merged.keycore');
  const { reports } = await mergeProjects(projects, target);
  expect(reports).toEqual({ mechanics: 2, strain: 3, spectrum: 3, 'pseudo-modes': 1 });
  const merged = await openProject(target, { mode: 'read' });
  expect(reportsOf(merged)).toEqual(reportsOf(projects[0]));
  for (const project of [...projects, merged]) project.close();
});

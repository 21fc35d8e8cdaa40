import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import type { ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { migrate, MIGRATIONS } from '../../src-main/project/migrations.ts';
import { APPLICATION_ID } from '../../src-main/project/file-header.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import { fillScalars } from '../../src-main/project/report-scalars.ts';
import { connect } from '../../src-main/project/sqlite.ts';
import { COUNTED, countedOn } from '../integration/counted-analysis.ts';
import { madeUpSample } from '../integration/project-sample.ts';
import { listReports, readReportArrays, reportArrayNames, samplesWithReport } from './project-lists.ts';

const ANY = z.unknown();

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-project-reports-'));
  path = join(folder, 'glass.keycore');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function projectOfTwo(): Promise<Project> {
  const project = await createProject(path);
  project.addJob({ configuration: { model: '2dipl' }, seed: '5', samples: 2 });
  project.storeSample(1, madeUpSample(1));
  project.storeSample(2, madeUpSample(2));
  return project;
}

/** Changes the project behind Keycore's back. */
function alter(sql: string): void {
  const db = new Database(path);
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}

async function reading<T>(read: (project: Project) => T): Promise<T> {
  const project = await openProject(path, { mode: 'read' });
  try {
    return read(project);
  } finally {
    project.close();
  }
}

function bitsOf(arrays: readonly ReportArray[]): unknown[] {
  return arrays.map(({ data, ...rest }) => [rest, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

/** Numbers of a table. */
function rowsOf(table: string): number {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
  } finally {
    db.close();
  }
}

describe('reports', () => {
  it('are kept once for each analysis, settings and version, the last one shown, and belong to their sample', async () => {
    const project = await projectOfTwo();
    expect(project.lastReport(COUNTED, 1)).toBeNull();
    const first = countedOn(project, 1, 1);
    const second = countedOn(project, 1, 2);
    const before = new Date().toISOString();
    const ids = [first, second].map((each) => project.keepReport(COUNTED, 1, each));
    expect(new Set(ids).size).toBe(2);
    expect(project.keepReport(COUNTED, 1, { ...first, report: second.report })).toBeNull();
    // Equal settings, whatever the order of their properties and however an absent one is said.
    const reordered = { window: { upper: null, lower: 0.5 }, more: undefined, seed: 1 };
    expect(project.keepReport(COUNTED, 1, { ...first, settings: reordered })).toBeNull();
    // A newer Keycore may find other numbers, and another analysis may have the same settings.
    expect(project.keepReport(COUNTED, 1, { ...first, version: '0.2.0' })).not.toBeNull();
    expect(project.keepReport({ ...COUNTED, name: 'other' }, 1, first)).not.toBeNull();

    const kept = listReports(project, COUNTED, 1);
    expect(kept.map(({ id }) => id).slice(0, 2)).toEqual(ids);
    expect(kept.map(({ report }) => report)).toEqual([first.report, second.report, first.report]);
    expect(kept[1]).toMatchObject({ version: '0.1.0', variant: 'x86-64-v2', wallSeconds: 1.5 });
    expect(kept[1].storedAt >= before && kept[1].storedAt <= new Date().toISOString()).toBe(true);
    expect(project.lastReport(COUNTED, 1)).toEqual(kept[2]);
    expect(listReports(project, COUNTED, 2)).toEqual([]);
    expect(samplesWithReport(project, COUNTED)).toEqual([1]);
    project.keepReport(COUNTED, 2, countedOn(project, 2, 1));
    expect(samplesWithReport(project, COUNTED)).toEqual([1, 2]);
    expect(samplesWithReport(project, { name: 'third' })).toEqual([]);
    expect(project.losses()).toEqual([]);
    project.close();
  });

  it('are found again by sample, analysis, settings and version, and by nothing less', async () => {
    const project = await projectOfTwo();
    const found = countedOn(project, 1, 1);
    project.keepReport(COUNTED, 1, found);
    const { settings, version } = found;
    expect(project.findReport(COUNTED, 1, { ...settings }, version)).toEqual(project.lastReport(COUNTED, 1));
    expect(project.findReport(COUNTED, 1, settings, '0.1.1')).toBeNull();
    expect(project.findReport(COUNTED, 1, { ...settings, seed: 2 }, version)).toBeNull();
    expect(project.findReport(COUNTED, 1, { ...settings, more: 1 }, version)).toBeNull();
    expect(project.findReport(COUNTED, 2, settings, version)).toBeNull();
    expect(project.findReport({ ...COUNTED, name: 'other' }, 1, settings, version)).toBeNull();
    project.close();
  });

  it('come with arrays, to the bit', async () => {
    const project = await projectOfTwo();
    const found = countedOn(project, 1, 1);
    const id = project.keepReport(COUNTED, 1, found) ?? 0;
    const other = project.keepReport(COUNTED, 2, { ...countedOn(project, 2, 1), arrays: [] }) ?? 0;
    expect(reportArrayNames(project, 1, id)).toEqual(['move', 'charge']);
    expect(bitsOf(readReportArrays(project, 1, id))).toEqual(bitsOf(found.arrays));
    const charge = project.readReportArray(1, id, 'charge');
    expect(bitsOf(charge === null ? [] : [charge])).toEqual(bitsOf([found.arrays[1]]));
    // In memory of its own, which may be transferred.
    expect(charge?.data.byteOffset).toBe(0);
    expect(charge?.data.buffer.byteLength).toBe(charge?.data.byteLength);
    expect(project.readReportArray(1, id, 'spin')).toBeNull();
    expect(project.readReportArray(2, id, 'charge')).toBeNull();
    expect(project.readReportArray(2, id, 'move')).toBeNull();
    expect(readReportArrays(project, 2, id)).toEqual([]);
    expect(reportArrayNames(project, 2, other)).toEqual([]);
    project.close();
  });

  it('on another structure, of another size or not as described are a fault of the caller, and leave nothing', async () => {
    const project = await projectOfTwo();
    const found = countedOn(project, 1, 1);
    const [move, charge] = found.arrays;
    const keep = (changes: Partial<typeof found>, number = 1) => {
      return () => project.keepReport(COUNTED, number, { ...found, ...changes });
    };
    expect(keep({}, 2)).toThrow(TypeError);
    expect(keep({}, 2)).toThrow('count: the report is not on sample 2');
    expect(keep({}, 9)).toThrow('there is no sample 9');
    expect(() => project.lastReport(COUNTED, 9)).toThrow('there is no sample 9');
    expect(keep({ arrays: [{ ...charge, kind: 'vector' }] })).toThrow(
      "count: its array 'charge' does not fit sample 1 of 40 particles",
    );
    expect(keep({ arrays: [move, { ...move }] })).toThrow('count: two of its arrays have the same name');
    expect(keep({ report: { ...found.report, count: 0.5 } })).toThrow('count');
    expect(keep({ settings: { seed: Number.NaN } })).toThrow('settings.seed is NaN');
    const withScalar = (values: (number | null)[]) => () =>
      project.keepReport({ ...COUNTED, scalars: [{ name: 'shear', of: 'sample', valuesOf: () => values }] }, 1, found);
    expect(withScalar([1, 2])).toThrow("count: 'shear' is one number of the sample, got 2");
    expect(withScalar([])).toThrow("count: 'shear' is one number of the sample, got 0");
    expect(withScalar([Infinity])).toThrow("count: 'shear' is Infinity");
    project.close();
    for (const table of ['report', 'reportArray', 'reportScalar']) expect(rowsOf(table), table).toBe(0);
    await reading((reader) => {
      expect(() => reader.keepReport(COUNTED, 1, found)).toThrow('the project was opened for reading');
    });
  });

  it('that do not fit the schema of their analysis are named', async () => {
    const project = await projectOfTwo();
    project.keepReport({ ...COUNTED, report: ANY, scalars: [] }, 1, { ...countedOn(project, 1, 1), report: { x: 1 } });
    expect(() => project.lastReport(COUNTED, 1)).toThrow('sample 1, count 1: was not written by this kind of Keycore');
    project.close();
  });
});

describe('scalars', () => {
  it('of every report are listed, of the sample and of each mode', async () => {
    const project = await projectOfTwo();
    expect(project.listScalars(COUNTED)).toEqual([]);
    const unstable = countedOn(project, 2, 3);
    const given = [countedOn(project, 1, 1), countedOn(project, 1, 2)];
    const late = project.keepReport(COUNTED, 2, { ...unstable, report: { count: 1, shear: null, modes: [] } });
    const ids = given.map((each) => project.keepReport(COUNTED, 1, each));
    const ofReport = ({ report: { shear, modes } }: (typeof given)[number], report: number | null) => [
      { sample: 1, report, name: 'omega', mode: 0, value: modes[0].omega },
      { sample: 1, report, name: 'omega', mode: 1, value: modes[1].omega },
      { sample: 1, report, name: 'share', mode: 0, value: null },
      { sample: 1, report, name: 'share', mode: 1, value: modes[1].share },
      { sample: 1, report, name: 'shear', mode: null, value: shear },
    ];
    expect(project.listScalars(COUNTED)).toEqual([
      ...given.flatMap((each, at) => ofReport(each, ids[at])),
      { sample: 2, report: late, name: 'shear', mode: null, value: null },
    ]);
    const [, omega] = COUNTED.scalars;
    expect(project.listScalars({ ...COUNTED, scalars: [omega] }).map(({ name }) => name)).toEqual(
      Array.from({ length: 4 }, () => 'omega'),
    );
    expect(project.listScalars({ ...COUNTED, name: 'other' })).toEqual([]);
    project.close();
    expect(rowsOf('reportScalar')).toBe(11);
    // What the index is for.
    const db = new Database(path, { readonly: true });
    const soft = "SELECT report FROM reportScalar WHERE name = 'shear' AND value < 10 ORDER BY value";
    expect(db.prepare(soft).pluck().all()).toHaveLength(2);
    expect(JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN ${soft}`).all())).toContain('INDEX reportScalarByValue');
    db.close();
  });

  it('that an analysis has described since come from the reports, until they are filled in', async () => {
    const project = await projectOfTwo();
    const [shear, ...later] = COUNTED.scalars;
    for (const sample of [1, 2])
      project.keepReport({ ...COUNTED, scalars: [shear] }, sample, countedOn(project, sample, sample));
    const all = project.listScalars(COUNTED);
    expect(all).toHaveLength(10);
    expect(project.listScalars({ ...COUNTED, scalars: [shear] })).toEqual(all.filter(({ name }) => name === 'shear'));
    project.close();
    expect(rowsOf('reportScalar')).toBe(2);
    const writer = connect(path, 'write');
    expect(fillScalars(writer, [COUNTED])).toEqual([]);
    expect(rowsOf('reportScalar')).toBe(10);
    const changes = (): unknown => writer.db.prepare('SELECT total_changes()').pluck().get();
    const before = changes();
    expect(fillScalars(writer, [COUNTED])).toEqual([]);
    expect(changes()).toBe(before);
    writer.db.close();
    await reading((reader) => {
      expect(reader.listScalars(COUNTED)).toEqual(all);
      expect(reader.listScalars({ ...COUNTED, scalars: later })).toHaveLength(8);
      expect(reader.losses()).toEqual([]);
    });
  });

  it('that are lost come from the reports, are counted as lost, and made again when the project is written', async () => {
    const project = await projectOfTwo();
    for (const sample of [1, 2]) project.keepReport(COUNTED, sample, countedOn(project, sample, sample));
    const all = project.listScalars(COUNTED);
    project.close();
    alter("DELETE FROM reportScalar WHERE report = 1 AND name = 'omega' AND position = 1");
    const lost = 'sample 1: 1 row of numbers of reports is missing; read from the reports instead';
    await reading((reader) => {
      expect(reader.listScalars(COUNTED)).toEqual(all);
      expect(reader.losses()).toEqual([lost]);
      expect([1, 2].map((sample) => reader.copiesOfReports(sample)[0].scalars.length)).toEqual([0, 5]);
      expect(reader.summary().losses).toEqual([lost]);
    });
    const writer = await openProject(path, { mode: 'write' });
    expect(writer.messages).toEqual([
      'sample 1: numbers of its reports were lost; they were made again from the reports',
    ]);
    expect(writer.losses()).toEqual([]);
    expect(writer.listScalars(COUNTED)).toEqual(all);
    writer.close();
    const connection = connect(path, 'write');
    fillScalars(connection, [COUNTED]);
    connection.db.close();
    expect(rowsOf('reportScalar')).toBe(10);
    await reading((reader) => expect(reader.losses()).toEqual([]));
  });

  it('of a damaged report cannot be made again, and that is said; the others are', async () => {
    const project = await projectOfTwo();
    for (const sample of [1, 2])
      project.keepReport({ ...COUNTED, scalars: [] }, sample, countedOn(project, sample, sample));
    project.close();
    alter('UPDATE report SET report = replace(report, \'"count":1\', \'"count":7\')');
    const writer = connect(path, 'write');
    expect(fillScalars(writer, [COUNTED])).toEqual([
      `${path}, sample 1, count 1: the project is damaged here (its checksum does not match); restore it from a copy`,
    ]);
    writer.db.close();
    expect(rowsOf('reportScalar')).toBe(5);
    await reading((reader) => {
      expect(() => reader.listScalars(COUNTED)).toThrow('sample 1, count 1: the project is damaged here');
    });
  });

  it('of the analyses of Keycore have names of their own', () => {
    for (const { name, scalars } of ANALYSES)
      expect(new Set(scalars.map((scalar: { name: string }) => scalar.name)).size, name).toBe(scalars.length);
  });
});

describe('damage', () => {
  beforeEach(async () => {
    const project = await projectOfTwo();
    for (const sample of [1, 2]) project.keepReport(COUNTED, sample, countedOn(project, sample, sample));
    project.close();
  });

  it.each<[string, string, (project: Project) => unknown, string]>([
    [
      'report',
      "UPDATE report SET report = replace(report, 'omega', 'Omega') WHERE id = 1",
      (p) => p.lastReport(COUNTED, 1),
      'count 1',
    ],
    ['settings', "UPDATE report SET settings = '{}' WHERE id = 1", (p) => listReports(p, COUNTED, 1), 'count 1'],
    ['version', "UPDATE report SET version = '0.1.1' WHERE id = 1", (p) => p.copiesOfReports(1), 'count'],
    [
      'array',
      "UPDATE reportArray SET data = zeroblob(length(data)) WHERE report = 1 AND name = 'move'",
      (p) => p.readReportArray(1, 1, 'move'),
      "counted 1, array 'move'",
    ],
    [
      'unit of an array',
      "UPDATE reportArray SET unit = '1' WHERE report = 1 AND name = 'charge'",
      (p) => readReportArrays(p, 1, 1),
      "counted 1, array 'charge'",
    ],
    [
      'shape of an array',
      "UPDATE reportArray SET shape = '[41]' WHERE report = 1 AND name = 'charge'",
      (p) => readReportArrays(p, 1, 1),
      "counted 1, array 'charge'",
    ],
    [
      'length of an array',
      "UPDATE reportArray SET data = x'00' WHERE report = 1 AND name = 'charge'",
      (p) => readReportArrays(p, 1, 1),
      "counted 1, array 'charge'",
    ],
    [
      'number',
      "UPDATE reportScalar SET value = 0.25 WHERE report = 1 AND name = 'shear'",
      (p) => p.listScalars(COUNTED),
      "count 1, number 'shear'",
    ],
    [
      'number that is copied',
      "UPDATE reportScalar SET value = NULL WHERE report = 1 AND name = 'shear'",
      (p) => p.copiesOfReports(1),
      "counted 1, number 'shear'",
    ],
  ])('of a %s is named', async (_, change, read, where) => {
    alter(change);
    await reading((project) => {
      expect(() => read(project)).toThrow(`${path}, sample 1, `);
      expect(() => read(project)).toThrow(where);
      expect(() => read(project)).toThrow('the project is damaged here (');
      // The rest stays readable.
      expect(project.lastReport(COUNTED, 2)?.report.count).toBe(2);
      expect(readReportArrays(project, 2, 2)).toHaveLength(2);
      expect(project.readSample(1).numbers.number).toBe(1);
    });
  });
});

describe('a project of version 3', () => {
  beforeEach(() => {
    const db = new Database(path);
    db.pragma('page_size = 8192');
    db.pragma(`application_id = ${APPLICATION_ID}`);
    migrate(db, MIGRATIONS.slice(0, 3));
    db.close();
  });

  it('is read as it is, without reports, and not touched', async () => {
    const before = readFileSync(path);
    await reading((project) => {
      expect(project.summary()).toMatchObject({ schemaVersion: 3, counts: { mechanics: 0 } });
      expect(samplesWithReport(project, COUNTED)).toEqual([]);
      expect(project.listScalars(COUNTED)).toEqual([]);
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('takes reports once it is brought to the present version', async () => {
    const project = await openProject(path, { mode: 'write' });
    project.addJob({ configuration: { model: '2dipl' }, seed: '5', samples: 1 });
    project.storeSample(1, madeUpSample(1));
    const found = countedOn(project, 1, 1);
    expect(project.keepReport(COUNTED, 1, found)).toBe(1);
    project.close();
    await reading((reader) => expect(reader.lastReport(COUNTED, 1)?.report).toEqual(found.report));
  });
});

test('reports on mechanics are counted', async () => {
  const project = await projectOfTwo();
  project.keepReport(COUNTED, 1, countedOn(project, 1, 1));
  expect(project.summary().counts).toMatchObject({ mechanics: 0, fields: 12 });
  project.keepReport({ ...COUNTED, name: 'mechanics' }, 1, countedOn(project, 1, 1));
  expect(project.summary().counts).toMatchObject({ mechanics: 1, fields: 12 });
  project.close();
});

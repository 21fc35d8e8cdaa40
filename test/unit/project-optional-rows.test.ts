import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { mechanicsAnalysis } from '../../native-workers/analyses/mechanics/mechanics-analysis.ts';
import { pseudoModesAnalysis } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-analysis.ts';
import { spectrumAnalysis } from '../../native-workers/analyses/spectrum/spectrum-analysis.ts';
import { strainAnalysis } from '../../native-workers/analyses/strain/strain-analysis.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { mergeProjects } from '../../src-main/merge/merge-projects.ts';
import { APPLICATION_ID, readHeader } from '../../src-main/project/file-header.ts';
import { migrate, MIGRATIONS, schemaVersion } from '../../src-main/project/migrations.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { insertDeleted } from '../../src-main/project/deletions.ts';
import { countRows, OPTIONAL_KINDS, type OptionalKind } from '../../src-main/project/optional-rows.ts';
import type { Project } from '../../src-main/project/project.ts';
import { seal } from '../../src-main/project/seal.ts';
import { connect } from '../../src-main/project/sqlite.ts';
import { insertTraces } from '../../src-main/project/traces.ts';
import { inProcess, ROOT } from '../integration/cli-runner.ts';
import { contentsOf, tablesOf } from '../integration/project-contents.ts';
import { madeUpSample } from '../integration/project-sample.ts';
import { listReports, missingSamples, readReportArrays, reportArrayNames, samplesWithReport } from './project-lists.ts';

/** A project of a version with rows in every table. */
const fixtureOf = (version: number): string => join(ROOT, 'test', 'fixtures', 'projects', `version-${version}.keycore`);
const FIXTURE = fixtureOf(7);

let folder: string;
/** That of version 7, brought up to date. */
let whole: string;
let path: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-optional-'));
  whole = join(folder, 'whole.keycore');
  copyFileSync(FIXTURE, whole);
  const project = await openProject(whole, { mode: 'write' });
  project.renameSample(4, 'tilted');
  project.close();
  const connection = connect(whole, 'write');
  connection.db.transaction(() => {
    insertTraces(connection, 4, [
      { name: 'msd/time', unit: null, data: Float32Array.of(1, 2) },
      { name: 'msd/total', unit: 'σ²', data: Float32Array.of(0.5, 0.25) },
    ]);
    // Sample 2 was never finished.
    insertDeleted(connection, [
      { sample: 2, deletion: 1, deletedAt: '2026-01-01T00:00:00.000Z', contentHash: '', label: 'a sample', purged: 1 },
    ]);
  })();
  connection.db.close();
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  path = join(mkdtempSync(join(folder, 'project-')), 'glass.keycore');
  copyFileSync(whole, path);
});

/** Changes a project behind Keycore's back. */
function alter(file: string, change: (db: Database.Database) => void): void {
  const db = new Database(file);
  try {
    change(db);
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

/** Empties a table by what a misdirected write does: its only page becomes that of an empty table. */
function losePage(file: string, table: string): void {
  let page = 0;
  let size = 0;
  alter(file, (db) => {
    size = db.pragma('page_size', { simple: true }) as number;
    page = db.prepare<[string], number>('SELECT rootpage FROM sqlite_master WHERE name = ?').pluck().get(table) ?? 0;
  });
  const bytes = readFileSync(file);
  const at = (page - 1) * size;
  // Leaf of a table with integer keys; every entry of the table was in this page (SQLite, "Database File Format" §1.6).
  expect(bytes[at]).toBe(0x0d);
  bytes.fill(0, at, at + size);
  bytes[at] = 0x0d;
  bytes.writeUInt16BE(size, at + 5);
  writeFileSync(file, bytes);
  alter(file, (db) => {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
  });
}

/** Kinds whose rows are read from reports where they are lost, and made again: their loss is tried elsewhere. */
const REMADE = ['elasticity', 'verdict', 'reportScalar', 'hexatic'] as const;

/** How to lose a row of a kind, who reads such rows, and what is said then. */
const LOSSES: Record<
  Exclude<OptionalKind, (typeof REMADE)[number]>,
  { lose: string; readers: ((project: Project) => unknown)[]; said: string }
> = {
  report: {
    lose: "DELETE FROM report WHERE id = (SELECT max(id) FROM report WHERE analysis = 'mechanics')",
    readers: [
      (p) => p.lastReport(mechanicsAnalysis, 1),
      (p) => listReports(p, spectrumAnalysis, 1),
      (p) => p.findReport(mechanicsAnalysis, 1, {}, '0.1.0'),
      (p) => samplesWithReport(p, mechanicsAnalysis),
      (p) => reportArrayNames(p, 1, 1),
      (p) => p.listScalars(mechanicsAnalysis),
      (p) => p.copiesOfReports(1),
    ],
    said: 'sample 1: 1 row of reports is missing',
  },
  reportArray: {
    lose: "DELETE FROM reportArray WHERE name LIKE 'z:%'",
    readers: [
      (p) => p.readReportArray(1, p.lastReport(pseudoModesAnalysis, 1)?.id ?? 0, 'z:1'),
      (p) => readReportArrays(p, 1, p.lastReport(strainAnalysis, 1)?.id ?? 0),
      (p) => reportArrayNames(p, 1, p.lastReport(spectrumAnalysis, 1)?.id ?? 0),
      (p) => p.copiesOfReports(1),
    ],
    said: 'sample 1: 2 rows of arrays of reports are missing',
  },
  tag: {
    lose: 'DELETE FROM tag WHERE sample = 4',
    readers: [(p) => p.listTags()],
    said: 'sample 4: 2 rows of tag are missing',
  },
  note: {
    lose: 'DELETE FROM note WHERE sample IS NULL',
    readers: [(p) => p.listNotes()],
    said: 'the whole project: 1 row of note is missing',
  },
  failure: {
    lose: 'DELETE FROM failure',
    readers: [
      (p) => p.listFailures(),
      (p) => p.listFailures(2),
      (p) => missingSamples(p, 2),
      (p) => p.incompleteJobs(),
    ],
    said: 'the whole project: 1 row of failure is missing',
  },
  title: {
    lose: 'DELETE FROM title',
    readers: [(p) => p.listTitles(), (p) => p.titleOf(4)],
    said: 'sample 4: 1 row of its name is missing',
  },
  trace: {
    lose: "DELETE FROM trace WHERE name = 'msd/total'",
    readers: [(p) => p.readTraces(4)],
    said: 'sample 4: 1 row of traces of its run is missing',
  },
  deletedSample: {
    lose: 'DELETE FROM deletedSample',
    readers: [(p) => p.listDeletions(), (p) => p.withDeleted(() => p.listDeletions())],
    said: 'the whole project: 1 row of deletions is missing',
  },
  pending: {
    lose: 'DELETE FROM pending',
    readers: [(p) => p.listPending()],
    said: 'the whole project: 1 row of pending work is missing',
  },
};

describe.each(Object.entries(LOSSES))('a lost row of %s', (kind, { lose, readers, said }) => {
  it('is named by whatever reads it, and by info; the rest stays readable', async () => {
    alter(path, (db) => db.exec(lose));
    await reading((project) => {
      for (const read of readers) {
        expect(() => read(project), String(read)).toThrow(BadInput);
        expect(() => read(project), String(read)).toThrow(/is missing|are missing/);
      }
      expect(project.losses().map((loss) => loss.replace('; restore it from a copy', ''))).toContain(said);
      expect(project.readSample(1).numbers.number).toBe(1);
      expect(project.summary().counts.samples).toBe(2);
    });
    const run = await inProcess(['info', path]);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toContain(`damaged: ${said}; restore it from a copy\n`);
  });

  it('is not merged away', async () => {
    // What is merged: neither pending work nor what tells an allotted sample from one that failed.
    if (kind === 'pending') return;
    alter(path, (db) => db.exec(lose));
    const project = await openProject(path, { mode: 'read' });
    await expect(mergeProjects([project], join(folder, `merged-${kind}.keycore`))).rejects.toThrow(/missing/);
    project.close();
  });

  it('is named when there is one that nobody has counted', async () => {
    alter(path, (db) => db.prepare('DELETE FROM optionalRows WHERE kind = ?').run(kind));
    await reading((project) => {
      expect(() => readers[0](project)).toThrow('there that nothing has counted');
      expect(project.losses().join('\n')).toContain('there that nothing has counted; restore it from a copy');
    });
  });
});

test('a count that does not hold what was written is named', async () => {
  alter(path, (db) => db.exec("UPDATE optionalRows SET count = 1 WHERE kind = 'report'"));
  await reading((project) => {
    expect(() => project.lastReport(mechanicsAnalysis, 1)).toThrow(
      'count of report of sample 1: the project is damaged here',
    );
  });
});

test('counts follow what is stored and removed', async () => {
  const fresh = join(folder, 'counts.keycore');
  const project = await createProject(fresh);
  project.addJob({ configuration: { model: '2dipl' }, seed: '1', samples: 4 });
  project.storeSample(1, madeUpSample(1));
  project.markFailed(2, 'no');
  project.markFailed(2, 'no, again');
  project.markFailed(3, 'no');
  expect(project.losses()).toEqual([]);
  project.storeSample(2, madeUpSample(2));
  project.addTag(1, 'soft');
  project.addTag(1, 'soft');
  project.addTag(1, 'hard');
  project.removeTag(1, 'hard');
  project.removeTag(1, 'never there');
  const note = project.addNote(1, 'one');
  project.addNote(null, 'all');
  project.removeNote(note);
  project.beginWork({ id: 'a', kind: 'import', title: 'A', request: {} });
  project.beginWork({ id: 'a', kind: 'import', title: 'A', request: {} });
  project.beginWork({ id: 'b', kind: 'import', title: 'B', request: {} });
  project.endWork('b');
  project.endWork('b');
  expect(project.losses()).toEqual([]);
  const counted = (): unknown[] => {
    const db = new Database(fresh, { readonly: true });
    const rows = db.prepare('SELECT kind, sample, count FROM optionalRows ORDER BY kind, sample').raw().all();
    db.close();
    return rows;
  };
  expect(counted()).toEqual([
    ['failure', null, 1],
    ['hexatic', 1, 1],
    ['hexatic', 2, 1],
    ['note', null, 1],
    ['pending', null, 1],
    ['tag', 1, 1],
  ]);
  project.retryFailed(1);
  project.endWork('a');
  expect(project.losses()).toEqual([]);
  expect(counted()).toHaveLength(4);
  project.close();
});

test('every kind is among those whose loss is tried', () => {
  expect([...Object.keys(LOSSES), ...REMADE].sort()).toEqual([...OPTIONAL_KINDS].sort());
});

test('a count never falls below none', () => {
  const connection = connect(path, 'write');
  countRows(connection, 'verdict', 1, -1);
  countRows(connection, 'verdict', 1, 1);
  expect(connection.db.prepare("SELECT count FROM optionalRows WHERE kind = 'verdict'").pluck().get()).toBe(1);
  connection.db.close();
});

describe.each([7, 8, 9])('moduli whose page is lost in a file of version %i', (version) => {
  let truth: unknown[];
  let rows: unknown;
  beforeEach(async () => {
    if (version < MIGRATIONS.length) copyFileSync(fixtureOf(version), path);
    truth = await reading((project) => project.listSamples());
    expect(truth).toMatchObject([{ elasticity: { isQlm: 1 } }, { elasticity: { isQlm: 1 } }]);
    rows = tablesOf(path)['elasticity'];
    losePage(path, 'elasticity');
  });

  it('are read from the reports, and the loss is named', async () => {
    const before = readFileSync(path);
    await reading((project) => {
      expect(project.listSamples()).toEqual(truth);
      expect(project.readNumbers(4)).toEqual(truth[1]);
      expect(project.readSample(1).numbers).toEqual(truth[0]);
      expect(project.losses()).toEqual([
        "sample 1: the row of its moduli is lost; it is read from the sample's report",
        "sample 4: the row of its moduli is lost; it is read from the sample's report",
      ]);
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('are made again when the file is opened for writing, and that is said', async () => {
    const said = "the row of its moduli was lost; it was made again from the sample's report";
    const project = await openProject(path, { mode: 'write' });
    // Whose lease was taken over is said, too.
    const made = project.messages.filter((message) => message.startsWith('sample'));
    expect(made).toEqual([`sample 1: ${said}`, `sample 4: ${said}`]);
    expect(project.losses()).toEqual([]);
    expect(project.listSamples()).toEqual(truth);
    project.close();
    expect(tablesOf(path)['elasticity']).toEqual(rows);
    const again = await openProject(path, { mode: 'write' });
    expect(again.messages).toEqual([]);
    again.close();
  });
});

test('moduli whose row and report are both damaged are refused by name, and the rest can still be written', async () => {
  alter(path, (db) =>
    db.exec("DELETE FROM elasticity WHERE sample = 4; UPDATE sample SET report = report || ' ' WHERE number = 4"),
  );
  const project = await openProject(path, { mode: 'write' });
  expect(project.mode).toBe('write');
  expect(project.messages).toEqual([
    `${path}, sample 4, report: the project is damaged here (its checksum does not match); restore it from a copy`,
  ]);
  expect(() => project.readNumbers(4)).toThrow('sample 4, report: the project is damaged here');
  expect(project.readNumbers(1).elasticity).not.toBeNull();
  project.close();
});

describe.each([7, 8])('bringing up a file of version %i with a damaged row', (version) => {
  /** One number or text of each table whose rows version 9 moves, changed. */
  const MOVED = {
    mechanics: 'degrees = 1',
    spectrum: "settings = '{}'",
    strain: 'wallSeconds = 1e9',
    strainField: 'data = zeroblob(length(data))',
    pseudoSearch: 'modes = 7',
    pseudoMode: 'data = zeroblob(length(data))',
  };
  /** The same of the other tables, whose rows version 8 counts. */
  const COUNTED = {
    job: "seed = 'other'",
    allotment: 'position = 77',
    sample: 'maxForce = maxForce + 1',
    mode: 'omega = omega + 1',
    field: "unit = 'other'",
    elasticity: 'bulk = 0',
    checkpoint: 'data = zeroblob(length(data))',
    tag: "tag = tag || 's'",
    note: "text = 'another'",
    failure: "reason = 'another'",
    pending: "title = 'another'",
  };
  /** Rows that version 8 added, and those that version 9 moves of tables that stay. */
  const ADDED = {
    verdict: 'phononShare = 0',
    optionalRows: 'count = count + 1',
  };
  const CHECKED: readonly (readonly [table: string, change: string, where?: string])[] =
    version === 7
      ? [...Object.entries({ ...COUNTED, ...MOVED }), ['sample', "report = report || ' '"]]
      : [
          ...Object.entries(MOVED),
          ['field', "unit = 'other'", "name GLOB 'made:*'"],
          ['optionalRows', 'count = count + 1', "kind = 'strainField' AND sample = 1"],
        ];

  it('knows every table', () => {
    const known = version === 7 ? { ...COUNTED, ...MOVED } : { ...COUNTED, ...MOVED, ...ADDED };
    expect(['lease', ...Object.keys(known)].sort()).toEqual(Object.keys(tablesOf(fixtureOf(version))).sort());
  });

  it.each(CHECKED)('stops at it, and leaves the file as it was: %s, %s', async (table, change, where = 'true') => {
    copyFileSync(fixtureOf(version), path);
    alter(path, (db) =>
      db.exec(`UPDATE ${table} SET ${change} WHERE ${where} AND
        crc32 = (SELECT min(crc32) FROM ${table} WHERE ${where})`),
    );
    // All but the lease, which changes hands.
    const before = Object.fromEntries(Object.entries(tablesOf(path)).filter(([name]) => name !== 'lease'));
    const project = await openProject(path, { mode: 'write' });
    expect(project.mode).toBe('read');
    expect(project.cannotWrite).toMatch(
      new RegExp(`^it stays at version ${version}: .+: the project is damaged here \\(`),
    );
    project.close();
    expect(tablesOf(path)).toMatchObject(before);
    expect(readdirSync(join(path, '..'))).toEqual(['glass.keycore']);
    expect(readHeader(path).version).toBe(version);
  });
});

describe.each([1, 2, 3, 4, 5, 6, 7])('a file of version %i', (version) => {
  let older: string;
  let bytes: Buffer;

  beforeEach(() => {
    older = join(path, '..', 'older.keycore');
    const db = new Database(older);
    db.pragma('page_size = 8192');
    db.pragma(`application_id = ${APPLICATION_ID}`);
    migrate(db, MIGRATIONS, version);
    db.exec(`ATTACH '${FIXTURE}' AS fixture`);
    db.pragma('foreign_keys = OFF');
    const tables = db.prepare<[], string>("SELECT name FROM main.sqlite_master WHERE type = 'table'").pluck().all();
    for (const table of tables) {
      // Version 4 gave this name to another table; to the one before nothing was ever written.
      if (table === 'mechanics' && version < 4) continue;
      if (table !== 'lease') db.exec(`INSERT INTO main.${table} SELECT * FROM fixture.${table}`);
    }
    expect(schemaVersion(db)).toBe(version);
    db.close();
    bytes = readFileSync(older);
  });

  it('is read as it is, and holds the same when it is brought up to date', async () => {
    const reader = await openProject(older, { mode: 'read' });
    const read = contentsOf(reader);
    expect(reader.losses()).toEqual([]);
    reader.close();
    expect(read.results).toHaveLength(2);
    expect(read.samples.map(({ elasticity }) => elasticity !== null)).toEqual([version >= 3, version >= 3]);
    const ofFirst = (name: string): number => read.results[0].reports.filter(({ row }) => row.analysis === name).length;
    expect({
      mechanics: ofFirst('mechanics'),
      pseudoModes: ofFirst('pseudo-modes'),
      spectra: ofFirst('spectrum'),
      strains: ofFirst('strain'),
    }).toEqual({
      mechanics: version >= 4 ? 2 : 0,
      pseudoModes: version >= 5 ? 1 : 0,
      spectra: version >= 6 ? 1 : 0,
      strains: version >= 7 ? 2 : 0,
    });
    expect(readFileSync(older).equals(bytes)).toBe(true);
    const writer = await openProject(older, { mode: 'write' });
    expect(writer.summary().schemaVersion).toBe(MIGRATIONS.length);
    if (version >= 3) expect(contentsOf(writer)).toEqual(read);
    expect(writer.losses()).toEqual([]);
    writer.close();
  });
});

test('a file of an older version is read on while an older Keycore writes it', async () => {
  const seven = MIGRATIONS.slice(0, 7);
  copyFileSync(FIXTURE, path);
  const holder = await openProject(path, { mode: 'write', migrations: seven });
  expect(holder.mode).toBe('write');
  const reader = await openProject(path, { mode: 'write' });
  expect(reader).toMatchObject({ mode: 'read', heldBy: { pid: process.pid } });
  expect(reader.listTags().get(4)).toHaveLength(2);
  // What that Keycore does: rows without counts.
  alter(path, (db) =>
    db
      .prepare('INSERT INTO tag (sample, tag, crc32) VALUES (@sample, @tag, @crc32)')
      .run(seal({ sample: 4, tag: 'later' })),
  );
  expect(reader.listTags().get(4)).toHaveLength(3);
  alter(path, (db) => db.exec('DELETE FROM mechanics'));
  expect(listReports(reader, mechanicsAnalysis, 1)).toEqual([]);
  expect(reader.losses()).toEqual([]);
  expect(reader.writer()?.alive).toBe(true);
  holder.close();
  expect(reader.writer()).toBeNull();
  reader.close();
});

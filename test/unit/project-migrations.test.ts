import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import {
  latestVersion,
  migrate,
  MIGRATIONS,
  schemaAt,
  schemaOf,
  schemaVersion,
  type Migration,
} from '../../src-main/project/migrations.ts';
import { shippedSamples } from '../../src-main/user-data/shipped-samples.ts';
import { APPLICATION_ID } from '../../src-main/project/file-header.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { seal } from '../../src-main/project/seal.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { madeUpSample } from '../integration/project-sample.ts';
import { missingSamples } from './project-lists.ts';

/** A chain of its own: 0 → 1 → 2, where 2 rebuilds a table that another refers to. */
const CHAIN: Migration[] = [
  {
    to: 1,
    name: 'parents and children',
    up: (db) =>
      db.exec(`CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent (id)) STRICT`),
    read: () => undefined,
  },
  {
    to: 2,
    name: 'names for parents',
    up: (db) =>
      db.exec(`CREATE TABLE renamed (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        INSERT INTO renamed SELECT id, 'parent ' || id FROM parent;
        DROP TABLE parent;
        ALTER TABLE renamed RENAME TO parent`),
    read: (db) => db.exec("CREATE TEMP VIEW parent AS SELECT id, 'parent ' || id AS name FROM main.parent"),
  },
];

function fails(step: Migration, after: () => void): Migration {
  return {
    ...step,
    up: (db, say) => {
      step.up(db, say);
      after();
    },
  };
}

describe('migrate', () => {
  it('goes from an empty database through every version, keeping the rows', () => {
    const db = new Database(':memory:');
    migrate(db, CHAIN, 1);
    expect(schemaVersion(db)).toBe(1);
    db.exec('INSERT INTO parent VALUES (3); INSERT INTO child VALUES (3)');
    migrate(db, CHAIN);
    expect(schemaVersion(db)).toBe(2);
    expect(db.prepare('SELECT * FROM parent').all()).toEqual([{ id: 3, name: 'parent 3' }]);
    expect(schemaOf(db)).toEqual(schemaAt(2, CHAIN));
    expect(schemaAt(1, CHAIN).find(({ name }) => name === 'parent')?.sql).not.toContain('name');
    // Foreign keys are enforced again, and a second run finds nothing to do.
    expect(() => db.exec('INSERT INTO child VALUES (4)')).toThrow('FOREIGN KEY constraint failed');
    migrate(db, CHAIN);
    expect(schemaVersion(db)).toBe(2);
    db.close();
  });

  it.each<[string, (db: Database.Database) => void, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no room');
      },
      /^migration to version 2 \(names for parents\) failed, the file stays at version 0: no room$/,
    ],
    ['has an SQL error', (db) => db.exec('INSERT INTO nowhere VALUES (1)'), /version 0: no such table: nowhere$/],
    [
      'leaves an orphan',
      (db) => db.exec('INSERT INTO child VALUES (9)'),
      /version 0: a row of 'child' refers to a missing row of 'parent'$/,
    ],
  ])('changes nothing, not even by the steps before, when a step %s', (_, problem, message) => {
    const db = new Database(':memory:');
    db.exec('CREATE TABLE unrelated (x); INSERT INTO unrelated VALUES (1)');
    const before = db.serialize();
    const chain = [CHAIN[0], fails(CHAIN[1], () => problem(db))];
    expect(() => migrate(db, chain)).toThrow(message);
    expect(schemaVersion(db)).toBe(0);
    expect(schemaOf(db).map(({ name }) => name)).toEqual(['unrelated']);
    expect(db.serialize().equals(before)).toBe(true);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    db.close();
  });

  it('wants a list numbered without gaps', () => {
    expect(() => latestVersion([CHAIN[1]])).toThrow(
      "migration 'names for parents' leads to version 2, its place in the list to 1",
    );
    expect(latestVersion(MIGRATIONS)).toBe(10);
  });
});

describe('a project of an older version', () => {
  const NEWER: Migration[] = [
    ...MIGRATIONS,
    {
      to: 11,
      name: 'authors of notes',
      up: (db) => db.exec('ALTER TABLE note ADD COLUMN author TEXT'),
      read: (db) => db.exec('CREATE TEMP VIEW note AS SELECT *, NULL AS author FROM main.note'),
    },
    {
      to: 12,
      name: 'colours of tags',
      up: (db) => db.exec('CREATE TABLE colour (tag TEXT PRIMARY KEY) STRICT'),
      read: (db) => db.exec('CREATE TEMP TABLE colour (tag TEXT PRIMARY KEY) STRICT'),
    },
  ];
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-migration-'));
    path = join(folder, 'glass.keycore');
    const project = await createProject(path);
    project.addJob({ configuration: { model: '2dipl' }, seed: '5', samples: 1 });
    project.storeSample(1, madeUpSample(1));
    project.close();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is brought up when opened for writing, and a copy of the old one stays beside it', async () => {
    const project = await openProject(path, { mode: 'write', migrations: NEWER });
    expect(project.summary().schemaVersion).toBe(12);
    const sample = project.readSample(1);
    expect(sample.report).toEqual(madeUpSample(1).report);
    project.close();
    const copyPath = join(folder, 'glass.v10-backup.keycore');
    const copy = await openProject(copyPath, { mode: 'write' });
    expect(copy.mode).toBe('write');
    expect(copy.readSample(1)).toEqual(sample);
    copy.close();
    // Up to date now: opens for reading, no further copy, and an older Keycore refuses it.
    (await openProject(path, { mode: 'read', migrations: NEWER })).close();
    (await openProject(path, { mode: 'write', migrations: NEWER })).close();
    expect(readdirSync(folder).sort()).toEqual(['glass.keycore', 'glass.v10-backup.keycore']);
    await expect(openProject(path, { mode: 'write' })).rejects.toThrow(
      `${path}: made by a newer Keycore (version 12), this one reads up to 10; update Keycore`,
    );
  });

  it('is left as it was when a step fails, and still opens', async () => {
    const broken = [
      ...NEWER.slice(0, 11),
      fails(NEWER[11], () => {
        throw new Error('no room');
      }),
    ];
    const opening = openProject(path, { mode: 'write', migrations: broken });
    await expect(opening).rejects.toThrow(
      `${path}: migration to version 12 (colours of tags) failed, the file stays at version 10: no room`,
    );
    await expect(opening).rejects.not.toThrow(BadInput);
    expect(readdirSync(folder)).toEqual(['glass.keycore']);
    const project = await openProject(path, { mode: 'write' });
    expect(project.mode).toBe('write');
    expect(project.readSample(1).report).toEqual(madeUpSample(1).report);
    project.close();
  });

  it('is read as it is, also while an older Keycore writes it, and not touched', async () => {
    const before = readFileSync(path);
    const reader = await openProject(path, { mode: 'read', migrations: NEWER });
    expect(reader.readSample(1).report).toEqual(madeUpSample(1).report);
    reader.close();
    expect(readFileSync(path).equals(before)).toBe(true);
    const holder = await openProject(path, { mode: 'write' });
    const second = await openProject(path, { mode: 'write', migrations: NEWER });
    expect(second).toMatchObject({ mode: 'read', heldBy: { pid: process.pid } });
    holder.addNote(null, 'still ours');
    expect(second.listNotes()).toMatchObject([{ text: 'still ours' }]);
    second.close();
    holder.close();
  });

  it('never replaces an earlier copy', async () => {
    const project = await openProject(path, { mode: 'read' });
    await project.backupTo(join(folder, 'glass.v10-backup.keycore'));
    project.close();
    const kept = readFileSync(join(folder, 'glass.v10-backup.keycore'));
    (await openProject(path, { mode: 'write', migrations: NEWER })).close();
    expect(readFileSync(join(folder, 'glass.v10-backup.keycore')).equals(kept)).toBe(true);
    expect(readdirSync(folder)).toContain('glass.v10-backup-2.keycore');
  });
});

describe('a project of version 1', () => {
  const V1 = MIGRATIONS.slice(0, 1);
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-version-1-'));
    path = join(folder, 'glass.keycore');
    const db = new Database(path);
    db.pragma('page_size = 8192');
    db.pragma(`application_id = ${APPLICATION_ID}`);
    migrate(db, V1);
    db.prepare(
      `INSERT INTO job (number, hash, seed, createdAt, crc32, configuration)
       VALUES (@number, @hash, @seed, @createdAt, @crc32, @configuration)`,
    ).run(seal({ number: 1, hash: 'ab', seed: '5', createdAt: '2026-01-01T00:00:00.000Z', configuration: '{}' }));
    const allot = db.prepare(
      'INSERT INTO allotment (number, job, position, crc32) VALUES (@number, @job, @position, @crc32)',
    );
    for (const number of [1, 2]) allot.run(seal({ number, job: 1, position: number - 1 }));
    db.close();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is read as it is, with nothing failed and nothing pending, and not touched', async () => {
    const before = readFileSync(path);
    const project = await openProject(path, { mode: 'read' });
    expect(project.summary()).toMatchObject({ schemaVersion: 1, counts: { jobs: 1, failed: 0, missing: 2 } });
    expect(project.listFailures()).toEqual([]);
    expect(project.listPending()).toEqual([]);
    expect(() => project.markFailed(1, 'no')).toThrow('the project was opened for reading');
    project.close();
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['glass.keycore']);
  });

  it('is brought to the present version when it is written, and takes failures and pending work then', async () => {
    const project = await openProject(path, { mode: 'write' });
    expect(project.summary().schemaVersion).toBe(10);
    expect(missingSamples(project, 1).map(({ number }) => number)).toEqual([1, 2]);
    project.markFailed(2, 'did not converge');
    project.beginWork({ id: 'w', kind: 'import', title: 'Import of a.dump', request: {} });
    project.close();
    const reader = await openProject(path, { mode: 'read' });
    expect(reader.listFailures(1)).toMatchObject([{ number: 2, reason: 'did not converge' }]);
    expect(reader.listPending()).toMatchObject([{ id: 'w' }]);
    reader.close();
    expect(readdirSync(folder).sort()).toEqual(['glass.keycore', 'glass.v1-backup.keycore']);
  });

  it('is read also while an older Keycore writes it', async () => {
    const holder = await openProject(path, { mode: 'write', migrations: V1 });
    const second = await openProject(path, { mode: 'write' });
    expect(second.mode).toBe('read');
    expect(second.heldBy).toMatchObject({ pid: process.pid, alive: true });
    expect(second.listFailures()).toEqual([]);
    second.close();
    holder.close();
  });
});

/** SHA-256 of `schemaAt` of each version as it was released: a file is compared with it word by word. */
const RELEASED = [
  'd37cd2da05e5a81bcacb60af198a14908f777d48a356ce6345a80065c13761b3',
  '9c9daa3101378f2fd18e5b03fbed92754cb9ca0f2755e1b081239b4022b3917b',
  '6c9ddcdde9df5ddc2a54719959930d70390e17fc11efef106ff96c325d78bc67',
  '92e5569fd404b0536197980fade01ebb647fd2067ae51dac70e7be8d7d330f57',
  'd1e8bfc19602e6d82321db0fbdeceac044739517eca1a13501cdcfe947cd1d5e',
  '85f66f3a8cc41a214164b1f6ae1f22d6b808ee6b632de66463276437be6d132c',
  '05d420752b3638b18da5ff5a4c07dff267ddfb3e8c76ceb0552a69d751e604af',
  '50e0f7f2d5694c15cbfd8d17a7c7efdf8f7572caa73a50fe02258247bf03615a',
  '032bf841d6b657ef6f2e347bacdd97e22fd14e83cb8f028e4dcf5cb819907ddd',
];

test.each(RELEASED.map((digest, at) => [at + 1, digest] as const))(
  'version %i is as it was released',
  (version, digest) => {
    expect(
      createHash('sha256')
        .update(JSON.stringify(schemaAt(version)))
        .digest('hex'),
    ).toBe(digest);
  },
);

test.each(shippedSamples().map(({ id }) => id))('the shipped sample %s is read as it is', async (id) => {
  const path = join(ROOT, 'assets', `${id}.keycore`);
  const before = readFileSync(path);
  const project = await openProject(path, { mode: 'read' });
  expect(project.readSample(1).numbers.elasticity).not.toBeNull();
  expect(project.losses()).toEqual([]);
  project.close();
  expect(readFileSync(path).equals(before)).toBe(true);
});

import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { madeUpSample } from '../integration/project-sample.ts';
import { missingSamples } from './project-lists.ts';

const LONG_AGO = new Date('2020-02-02T02:02:02Z');
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-refusal-'));
  path = join(folder, 'glass.keycore');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Refused with the message, for reading and for writing, with no byte, date or neighbouring file changed. */
async function expectRefused(message: RegExp | string): Promise<void> {
  utimesSync(path, LONG_AGO, LONG_AGO);
  const before = readFileSync(path);
  const neighbours = readdirSync(folder);
  for (const mode of ['read', 'write'] as const) {
    const opening = openProject(path, { mode });
    await expect(opening).rejects.toThrow(BadInput);
    await expect(opening).rejects.toThrow(message);
  }
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(statSync(path).mtimeMs).toBe(LONG_AGO.getTime());
  expect(readdirSync(folder)).toEqual(neighbours);
}

/** A project with one sample, then altered by another program. */
async function altered(sql: string): Promise<void> {
  const project = await createProject(path);
  project.addJob({ configuration: { model: '2dipl' }, seed: '5', samples: 2 });
  project.storeSample(1, madeUpSample(1));
  project.close();
  const db = new Database(path);
  db.unsafeMode();
  db.exec(sql);
  db.close();
}

describe('what is not a file of ours', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['an empty file', '', /not a Keycore project: the file is empty/],
    ['a text', 'ITEM: TIMESTEP\n', /not a Keycore project: the file does not begin as one/],
    ['a long text', 'x'.repeat(10_000), /not a Keycore project: the file does not begin as one/],
    ['a PNG', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(5000)]), /does not begin as one/],
    ['a header cut short', 'SQLite format 3\0', /does not begin as one/],
  ])('%s', async (_, content, message) => {
    writeFileSync(path, content);
    await expectRefused(message);
  });

  it("another program's database, also one that keeps a write-ahead log", async () => {
    const db = new Database(path);
    db.exec('CREATE TABLE contacts (name TEXT)');
    db.pragma('application_id = 252006674');
    db.pragma('journal_mode = WAL');
    db.close();
    await expectRefused(/not a Keycore project: an SQLite database of another program \(application_id 0xf055112\)/);
  });

  it('a project that was switched to a write-ahead log', async () => {
    await altered('PRAGMA journal_mode = WAL');
    await expectRefused(/switched this project to a write-ahead log; switch it back with 'PRAGMA journal_mode=DELETE'/);
  });

  it('a folder, a pipe, a missing file, a circle of links, a name with a blank at its end', async () => {
    const refusal = async (name: string): Promise<unknown> =>
      openProject(join(folder, name), { mode: 'write' }).catch((error: unknown) => error);
    mkdirSync(join(folder, 'folder'));
    symlinkSync('circle', join(folder, 'circle'));
    writeFileSync(join(folder, 'text'), '');
    for (const [name, message] of [
      ['folder', 'this is a folder; a Keycore project is a file'],
      ['missing', 'cannot be read: there is no such file or folder'],
      ['text/inner', 'cannot be read: a part of the path is a file, not a folder'],
      ['circle', 'cannot be read: its symbolic links run in a circle'],
      ['blank ', 'a project name may not begin or end with a blank'],
    ]) {
      const error = await refusal(name);
      expect(error).toBeInstanceOf(BadInput);
      expect((error as BadInput).message).toContain(`${join(folder, name)}: ${message}`);
    }
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      expect(String(await refusal('pipe'))).toContain('this is a pipe, not a regular file');
    }
  });
});

describe('versions', () => {
  it('of the future', async () => {
    await altered('PRAGMA user_version = 12');
    await expectRefused(`${path}: made by a newer Keycore (version 12), this one reads up to 10; update Keycore`);
  });

  it('that no Keycore has', async () => {
    await altered('PRAGMA user_version = 0');
    await expectRefused(/the project is damaged: schema version 0/);
    rmSync(path);
    await altered('PRAGMA user_version = -1');
    await expectRefused(/version 4294967295/);
  });
});

describe('foreign or altered schema', () => {
  it.each([
    [
      'trigger',
      'CREATE TRIGGER spy AFTER INSERT ON note BEGIN DELETE FROM sample; END',
      "the trigger 'spy' does not belong",
    ],
    ['view', 'CREATE VIEW everything AS SELECT * FROM note', "the view 'everything' does not belong"],
    ['table', 'CREATE TABLE extra (x)', "the table 'extra' does not belong in a Keycore project"],
    ['virtual table', 'CREATE VIRTUAL TABLE words USING fts5(x)', "the table 'words' does not belong"],
    ['index', 'CREATE INDEX fast ON mode (omega)', "the index 'fast' does not belong"],
    ['missing table', 'DROP TABLE reportScalar', "the project is damaged: the index 'reportScalarBySample' is missing"],
    ['additional column', 'ALTER TABLE note ADD COLUMN author TEXT', "the table 'note' is not as Keycore makes it"],
    [
      'view in the place of a table',
      'DROP TABLE tag; CREATE VIEW tag AS SELECT 1 AS sample',
      "the view 'tag' does not belong",
    ],
    [
      'schema that does not parse',
      "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE note (' WHERE name = 'note'",
      'malformed database schema',
    ],
    [
      'schema that lies about strictness',
      "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = 'note'",
      "the table 'note' is not as Keycore makes it",
    ],
  ])('%s', async (_, sql, message) => {
    await altered(sql);
    await expectRefused(message);
  });

  it('a row that refers to a missing one', async () => {
    await altered('PRAGMA foreign_keys = OFF; DELETE FROM sample');
    await expectRefused(
      /the project is damaged \(a row of '(field|mode|hexatic)' refers to a missing row of 'sample'\)/,
    );
  });
});

describe('altered rows name themselves and do not affect the others', () => {
  it.each([
    ['field data', "UPDATE field SET data = zeroblob(640) WHERE name = 'u:1'", "sample 1, field 'u:1'", /checksum/],
    [
      'a blob of another length',
      "UPDATE field SET data = zeroblob(639) WHERE name = 'u:1'",
      "sample 1, field 'u:1'",
      /639 bytes, shape \[40,2\] of f64 needs 640/,
    ],
    [
      'another shape',
      "UPDATE field SET shape = '[1000000000,2]' WHERE name = 'u:1'",
      "sample 1, field 'u:1'",
      /its shape is \[1000000000,2\], the sample has 40 particles/,
    ],
    ['another type', "UPDATE field SET dtype = 'i32' WHERE name = 'u:1'", "sample 1, field 'u:1'", /of i32 needs 320/],
    ['a missing field', "DELETE FROM field WHERE name = 'u:1'", 'sample 1', /5 of 6 fields and 3 of 3 modes are there/],
    ['a missing mode', 'DELETE FROM mode WHERE position = 2', 'sample 1', /6 of 6 fields and 2 of 3 modes are there/],
    ['a mode', 'UPDATE mode SET omega = omega + 1e-12 WHERE position = 2', 'sample 1, mode 2', /checksum/],
    ['a number', 'UPDATE sample SET maxForce = maxForce * 2', 'sample 1', /checksum/],
    ['the report', "UPDATE sample SET report = replace(report, '2dipl', '2dka')", 'sample 1, report', /checksum/],
  ])('%s', async (_, sql, row, problem) => {
    await altered(sql);
    const project = await openProject(path, { mode: 'read' });
    let error: unknown;
    try {
      project.readSample(1);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(BadInput);
    expect((error as BadInput).place).toEqual({ file: path, field: row });
    expect((error as BadInput).message).toMatch(problem);
    expect(project.listJobs()).toHaveLength(1);
    project.close();
  });

  it('jobs, allotments, tags and notes too', async () => {
    await altered(`UPDATE job SET seed = '6'`);
    const project = await openProject(path, { mode: 'write' });
    expect(() => project.listJobs()).toThrow(/job 1: the project is damaged here \(its checksum does not match\)/);
    project.close();
    rmSync(path);
    await altered('UPDATE allotment SET position = 7 WHERE number = 2');
    const second = await openProject(path, { mode: 'write' });
    expect(() => missingSamples(second, 1)).toThrow(/sample number 2 of job 1: the project is damaged here/);
    second.addTag(1, 'soft');
    second.addNote(1, 'text');
    second.close();
    const db = new Database(path);
    db.exec("UPDATE tag SET tag = 'sift'; UPDATE note SET text = 'test'");
    db.close();
    const third = await openProject(path, { mode: 'read' });
    expect(() => third.listTags()).toThrow(/tag of sample 1: the project is damaged here/);
    expect(() => third.listNotes()).toThrow(/note 1: the project is damaged here/);
    third.close();
  });
});

import Database from 'better-sqlite3';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { removeLeftBehind } from '../files/temporary-file.ts';
import { backupName, backupTo } from './backup.ts';
import { checkLength, checkPages, checkSchema } from './file-check.ts';
import { fileIdentity } from './file-identity.ts';
import { APPLICATION_ID, readHeader } from './file-header.ts';
import { acquireLease, formerText, nameLeaseFile, releaseLease, type Acquired, type LeaseHolder } from './lease.ts';
import { REPORTED } from './losses.ts';
import {
  latestVersion,
  migrate,
  MIGRATIONS,
  readAsLatest,
  schemaAt,
  schemaVersion,
  type Migration,
} from './migrations.ts';
import { makeNewFile } from './new-file.ts';
import { Project } from './project.ts';
import { fillScalars } from './report-scalars.ts';
import { checkNode, connect, explainSqliteError, isSqliteError, type Connection } from './sqlite.ts';
import { StorageFailure } from './storage-failure.ts';

/** Fewer and longer overflow chains for blobs: measured 1.7 × faster to write than SQLite's 4096, same to read. */
const PAGE_BYTES = 8192;

/** First version of the schema that counts optional rows (tests open with earlier ones). */
const COUNTED_FROM = 8;

/** First version of the schema that has numbers of reports. */
const SCALARS_FROM = 9;

export interface OpenOptions {
  /** 'write' asks for the lease; a project that cannot be written opens for reading, see `Project.cannotWrite`. */
  mode: 'read' | 'write';
  /** Steps of the schema, for tests. */
  migrations?: readonly Migration[];
}

/** Throws unless a schema version is one this Keycore knows. */
export function checkVersion(path: string, version: number, latest: number): void {
  if (version > latest)
    throw new BadInput(`made by a newer Keycore (version ${version}), this one reads up to ${latest}; update Keycore`, {
      file: path,
    });
  if (version < 1) throw new BadInput(`the project is damaged: schema version ${version}`, { file: path });
}

/**
 * Opens for reading. A write that a crash cut short is first undone: SQLite sees its journal beside the file but can
 * not roll it back through a read-only connection (SQLITE_READONLY_ROLLBACK), so a writing one does, for a moment.
 */
export function connectForReading(path: string): Connection {
  const reader = connect(path, 'read');
  try {
    schemaVersion(reader.db);
    return reader;
  } catch (error) {
    reader.db.close();
    if (!isSqliteError(error, 'SQLITE_READONLY_ROLLBACK')) throw error;
  }
  try {
    const writer = connect(path, 'write');
    try {
      schemaVersion(writer.db);
    } finally {
      writer.db.close();
    }
  } catch (error) {
    throw explainSqliteError(error, path, 'undoing a write that a crash cut short');
  }
  return connect(path, 'read');
}

/**
 * Brings a file to the latest version, with a copy of the old one beside it; gives what the user should know. Throws
 * `BadInput` for a damaged row, which it names: the file is then as it was.
 */
async function migrateFile(writer: Connection, migrations: readonly Migration[]) {
  const version = schemaVersion(writer.db);
  const copy = backupName(writer.path, version);
  await backupTo(writer, copy);
  const messages: string[] = [];
  try {
    migrate(writer.db, migrations, latestVersion(migrations), (message) => messages.push(message));
    return messages;
  } catch (error) {
    // The file is as it was, so the copy tells nothing that it does not.
    rmSync(copy);
    const cause = error instanceof Error ? error.cause : null;
    if (cause instanceof BadInput)
      throw new BadInput(`it stays at version ${version}: ${cause.message}`, { file: writer.path });
    if (cause instanceof Database.SqliteError)
      throw explainSqliteError(cause, writer.path, 'bringing the project up to date');
    throw new Error(`${writer.path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Makes again what is lost but can be: rows of numbers that the reports of their samples have too. Gives what it did. */
function rebuildLost(writer: Connection) {
  const rebuild = writer.db.transaction((rows: (typeof REPORTED)[number], sample: number) => {
    try {
      rows.rebuild(writer, sample);
      return `sample ${sample}: ${rows.what} was lost; it was made again from the sample's report`;
    } catch (error) {
      // The report is damaged, too; the rest of the project is not.
      if (error instanceof BadInput) return error.message;
      throw error;
    }
  });
  return REPORTED.flatMap((rows) => rows.lost(writer).map((sample) => rebuild.immediate(rows, sample)));
}

/** Takes the lease on a checked file and brings it up to date; or gives who has the lease instead. */
async function openForWriting(path: string, migrations: readonly Migration[]) {
  let writer: Connection | undefined;
  let lease: Acquired;
  const file = fileIdentity(path);
  try {
    writer = connect(path, 'write');
    lease = acquireLease(writer);
  } catch (error) {
    writer?.db.close();
    throw explainSqliteError(error, path, 'opening for writing');
  }
  if ('heldBy' in lease) {
    writer.db.close();
    return lease.heldBy;
  }
  if (fileIdentity(path) !== file) {
    releaseLease(writer, lease.token);
    writer.db.close();
    throw new BadInput('it was removed, or another file took its place, while it was opened', { file: path });
  }
  removeLeftBehind(dirname(resolve(path)));
  const project = new Project(writer, lease);
  if (lease.former !== null) project.messages.push(formerText(lease.former));
  try {
    // Another Keycore may have migrated the file since it was checked.
    const version = schemaVersion(writer.db);
    const latest = latestVersion(migrations);
    checkVersion(path, version, latest);
    if (version < latest) {
      project.messages.push(...(await migrateFile(writer, migrations)));
      nameLeaseFile(writer, lease.token);
    }
    if (latest >= COUNTED_FROM) project.messages.push(...rebuildLost(writer));
    if (latest >= SCALARS_FROM) project.messages.push(...writer.db.transaction(() => fillScalars(writer)).immediate());
    return project;
  } catch (error) {
    project.close();
    throw explainSqliteError(error, path, 'bringing the project up to date');
  }
}

/** Whether an error says that the file, its folder, the disk or another process is in the way of writing. */
function isOutside(error: unknown): error is Error {
  return (
    error instanceof BadInput ||
    error instanceof StorageFailure ||
    (error instanceof Error && error.cause instanceof Database.SqliteError)
  );
}

/** What an error about a project says, without its path. */
function withoutPath({ message }: Error, path: string) {
  for (const begin of [`${path}: `, `${path}, `]) if (message.startsWith(begin)) return message.slice(begin.length);
  return message;
}

/** Opens for reading once everything about the file is found right; the file is not touched. */
function openChecked(path: string, migrations: readonly Migration[]) {
  const latest = latestVersion(migrations);
  const header = readHeader(path);
  checkVersion(path, header.version, latest);
  let reader: Connection | undefined;
  try {
    reader = connectForReading(path);
    // Undoing an interrupted migration may have changed it.
    const version = schemaVersion(reader.db);
    checkVersion(path, version, latest);
    const schema = schemaAt(version, migrations);
    checkSchema(reader, schema);
    checkLength(reader);
    checkPages(reader, header.bytes, schema);
    return reader;
  } catch (error) {
    reader?.db.close();
    // The queries made here are right for any file of ours, so a plain "error" is about the file's format.
    if (isSqliteError(error, 'SQLITE_ERROR'))
      throw new BadInput(`the project is damaged (${(error as Error).message}); restore it from a copy`, {
        file: path,
      });
    throw explainSqliteError(error, path, 'opening');
  }
}

/**
 * Opens a project. In this order: regular file, SQLite header, our application_id, version (all from the first bytes,
 * before SQLite sees the file), read-only connection, schema compared with ours, pages and references; then, for
 * writing, the lease and any migration, which first leaves a copy `NAME.v1-backup.keycore` beside the file.
 *
 * A refused file is not touched, with one exception: a write that a crash cut short in a file of ours is undone first.
 *
 * An older file that is only read stays as it is, and is read as if it were up to date (`Migration.read`).
 *
 * What cannot be written, for whatever reason, is opened for reading: see `Project.cannotWrite`.
 *
 * Throws `BadInput` for what is missing, foreign, damaged or newer than this Keycore, a `StorageFailure` for what cannot
 * be read, a plain Error for a failing migration.
 */
export async function openProject(path: string, options: OpenOptions): Promise<Project> {
  const { mode, migrations = MIGRATIONS } = options;
  checkNode();
  const reader = openChecked(path, migrations);
  let heldBy: LeaseHolder | null = null;
  let cannotWrite: string | null = null;
  if (mode === 'write') {
    try {
      const opened = await openForWriting(path, migrations);
      if (opened instanceof Project) {
        reader.db.close();
        return opened;
      }
      heldBy = opened;
    } catch (error) {
      if (!isOutside(error)) {
        reader.db.close();
        throw error;
      }
      cannotWrite = withoutPath(error, path);
    }
  }
  try {
    // Another Keycore may have migrated the file since it was checked.
    const refresh = readAsLatest(reader.db, migrations, schemaVersion(reader.db));
    return new Project(reader, { heldBy, cannotWrite, refresh });
  } catch (error) {
    reader.db.close();
    throw explainSqliteError(error, path, 'reading a project of an older version');
  }
}

/**
 * Makes a new, empty project and opens it for writing. The file appears whole or not at all, whenever the process is
 * killed. Throws `BadInput` if the file exists or its folder is missing or not writable.
 */
export async function createProject(path: string): Promise<Project> {
  checkNode();
  await makeNewFile(path, (temporary) => writeFileSync(temporary, emptyProject(), { flag: 'wx', flush: true }));
  return openWritable(path);
}

/** Opens a project for writing; throws `BadInput` with the reason where that is not possible, and else as `openProject`. */
export async function openWritable(path: string): Promise<Project> {
  const project = await openProject(path, { mode: 'write' });
  try {
    project.requireWritable();
    return project;
  } catch (error) {
    project.close();
    throw error;
  }
}

/** The bytes of a project without jobs, at the latest version. */
export function emptyProject(): Buffer {
  const db = new Database(':memory:');
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    migrate(db);
    return db.serialize();
  } finally {
    db.close();
  }
}

import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { undecodedReason } from '../files/raw-name.ts';
import { StorageFailure } from './storage-failure.ts';

/** An open SQLite connection and the project's path as the user named it, for messages. */
export interface Connection {
  readonly db: Database.Database;
  readonly path: string;
  /** Whether deleted samples are read as if they were not (`Project.withDeleted`). */
  seesDeleted?: boolean;
}

/** How long a statement waits for another process's lock before it fails. */
const BUSY_TIMEOUT_MS = 5000;

/** better-sqlite3 13 needs the Node-API of this release; below it, opening a database ends the process mutely. */
const NODE_MAJOR = 24;

/** Throws unless this Node can run SQLite's binding; called before a database is first opened. */
export function checkNode(version: string = process.versions.node): void {
  const major = Number.parseInt(version, 10);
  if (major < NODE_MAJOR)
    throw new Error(
      `project files need Node ${NODE_MAJOR} or newer, this is ${version}: run 'npx --no-install keycore'`,
    );
}

/** A connection with the settings of every one, and those of one that writes to a file; closed where they cannot be made. */
function secured(db: Database.Database, path: string, writesFile = false) {
  try {
    // Views, triggers and defaults of a hostile schema may not call functions with side effects.
    db.pragma('trusted_schema = OFF');
    // Cells are checked when a page is read, so that a damaged page is an error and not nonsense.
    db.pragma('cell_size_check = ON');
    db.pragma('foreign_keys = ON');
    // Sorting must work where no temporary file can be made.
    db.pragma('temp_store = MEMORY');
    if (writesFile) {
      db.pragma('journal_mode = DELETE');
      db.pragma('synchronous = FULL');
    }
    return { db, path };
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens an existing SQLite file with everything set that we rely on. Runs no query that reads the file, so a damaged
 * one is noticed by whatever asks first.
 */
export function connect(path: string, access: 'read' | 'write'): Connection {
  const absolute = resolve(path);
  // SQLite is given a text; one that was decoded from a folder's bytes may lead nowhere.
  const undecoded = existsSync(absolute) ? null : undecodedReason(path);
  if (undecoded !== null) throw new BadInput(`cannot be opened: ${undecoded}`, { file: path });
  const db = new Database(absolute, {
    readonly: access === 'read',
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  return secured(db, path, access === 'write');
}

/** Opens a copy of a project's bytes in memory; nothing that is written to it reaches a file. */
export function connectInMemory(bytes: Buffer, path: string): Connection {
  return secured(new Database(bytes), path);
}

/** The first column of what a query gives. */
export function firstColumn<Value>(
  { db }: Pick<Connection, 'db'>,
  query: string,
  ...given: (string | number | null)[]
): Value[] {
  return db
    .prepare<(string | number | null)[], Value>(query)
    .pluck()
    .all(...given);
}

/** A number that SQLite tells of a database. */
export function numberOf(db: Database.Database, pragma: string): number {
  return db.pragma(pragma, { simple: true }) as number;
}

/** Size of the file of a database by what SQLite knows of it. */
export function databaseBytes(db: Database.Database): number {
  return numberOf(db, 'page_count') * numberOf(db, 'page_size');
}

/** True for an error of SQLite with this result code or one that extends it (`SQLITE_IOERR` → `SQLITE_IOERR_WRITE`). */
export function isSqliteError(error: unknown, code: string): boolean {
  return error instanceof Database.SqliteError && (error.code === code || error.code.startsWith(`${code}_`));
}

/**
 * What an error of SQLite means to the user; other errors come back as they are. A file that is damaged or may not
 * be written is `BadInput`; a full or failing disk and a lock held too long are a `StorageFailure`.
 * @param doing what was going on, for the message: "storing sample 3"
 */
export function explainSqliteError(error: unknown, path: string, doing: string): unknown {
  const is = (...codes: string[]) => codes.some((code) => isSqliteError(error, code));
  if (!(error instanceof Database.SqliteError)) return error;
  const detail = `${error.code}: ${error.message}`;
  const failure = (message: string) => new StorageFailure(`${path}: ${message}`, { cause: error });
  if (is('SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_FORMAT'))
    return new BadInput(`the project is damaged (${error.message}); restore it from a copy`, { file: path });
  if (is('SQLITE_READONLY_DBMOVED'))
    return failure(`the file was moved or deleted while it was open; ${doing} did not happen`);
  if (is('SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_PERM', 'SQLITE_AUTH'))
    return new BadInput(
      `${doing} needs a file and a folder that may be written (${detail}); open it for reading, or copy it elsewhere with its -journal, if it has one`,
      { file: path },
    );
  if (is('SQLITE_FULL'))
    return failure(`the disk is full: ${doing} was undone as a whole; all that was stored before is there`);
  if (is('SQLITE_BUSY', 'SQLITE_LOCKED'))
    return failure(
      `another process has kept the file locked for ${BUSY_TIMEOUT_MS / 1000} s; ${doing} did not happen, try again`,
    );
  const undone = `${doing} was undone as a whole (${detail})`;
  if (is('SQLITE_IOERR')) return failure(`the disk failed: ${undone}`);
  return new Error(`${path}: SQLite failed: ${undone}`, { cause: error });
}

/** A row that does not hold what was written into it. */
export function damagedRow(connection: Connection, row: string, problem: string): BadInput {
  return new BadInput(`the project is damaged here (${problem}); restore it from a copy`, {
    // A migration knows only the database; its caller names the file.
    ...(connection.path === '' ? {} : { file: connection.path }),
    field: row,
  });
}

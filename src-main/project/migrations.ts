import Database from 'better-sqlite3';
import { countFoundRows, readCounted, recount } from './migration-8.ts';
import { moveReports, readMoved, recountMoved } from './migration-9.ts';
import { numberOf } from './sqlite.ts';
import {
  SCHEMA_V1,
  SCHEMA_V10,
  SCHEMA_V2,
  SCHEMA_V3,
  SCHEMA_V4,
  SCHEMA_V5,
  SCHEMA_V6,
  SCHEMA_V7,
  standIns,
} from './schema.ts';

/** One step from schema version `to − 1` to `to`. */
export interface Migration {
  to: number;
  /** What it does, for messages. */
  name: string;
  /**
   * Runs in a transaction. A step that rewrites or seals rows first checks the seals of what is there, and throws the
   * `BadInput` that names a damaged row. `say` takes what the user should know of it.
   */
  up: (db: Database.Database, say: (message: string) => void) => void;
  /**
   * Lets a file of the version before be read as if it had this one, by temporary tables and views of the connection,
   * which SQLite finds before those of the file; the file is not touched. Every step has one, so that a file of any
   * older version can be read in a folder that may not be written.
   */
  read: (db: Database.Database) => void;
  /**
   * Brings what `read` worked out of the rows of the file up to date: called in the transaction of the first read, and
   * again where an older Keycore has written meanwhile. Absent where `read` works nothing out.
   */
  refresh?: (db: Database.Database) => void;
}

/** A step that only adds tables: empty ones in their place let an older file be read. */
function adding(to: number, name: string, schema: string): Migration {
  return { to, name, up: (db) => db.exec(schema), read: (db) => db.exec(standIns(schema)) };
}

/** Steps that have been released are never edited; a new version appends one. */
export const MIGRATIONS: readonly Migration[] = [
  adding(1, 'first schema', SCHEMA_V1),
  adding(2, 'failures and pending work', SCHEMA_V2),
  adding(3, 'elasticity and checkpoints', SCHEMA_V3),
  // It drops a table too, which nothing was ever written to.
  adding(4, 'reports on mechanics', SCHEMA_V4),
  adding(5, 'pseudo-harmonic modes', SCHEMA_V5),
  adding(6, 'spectra', SCHEMA_V6),
  adding(7, 'finite strain', SCHEMA_V7),
  { to: 8, name: 'counts of optional rows, verdicts', up: countFoundRows, read: readCounted, refresh: recount },
  { to: 9, name: 'one table of reports', up: moveReports, read: readMoved, refresh: recountMoved },
  adding(10, 'deletions, titles, hexatic order, traces', SCHEMA_V10),
];

/** Version the list leads to; throws if it is not numbered 1, 2, 3, .... */
export function latestVersion(migrations: readonly Migration[]): number {
  migrations.forEach(({ to, name }, index) => {
    if (to !== index + 1)
      throw new Error(`migration '${name}' leads to version ${to}, its place in the list to ${index + 1}`);
  });
  return migrations.length;
}

export function schemaVersion(db: Database.Database): number {
  return numberOf(db, 'user_version');
}

/** Says which row of a database, or of `part` ("(TABLE)"), refers to one that is not there; null where none does. */
export function orphanIn(db: Database.Database, part = ''): string | null {
  const orphan = (db.pragma(`foreign_key_check${part}`) as { table: string; parent: string }[]).at(0);
  return orphan === undefined ? null : `a row of '${orphan.table}' refers to a missing row of '${orphan.parent}'`;
}

/**
 * Brings a database from its version to the latest (or to `target`). All steps are one transaction, each in a
 * savepoint with its version number: if one throws, or leaves a foreign key that leads nowhere, the database is as
 * before, and the error names the step and carries the cause.
 * @param say takes what the steps have to tell the user
 */
export function migrate(
  db: Database.Database,
  migrations: readonly Migration[] = MIGRATIONS,
  target = latestVersion(migrations),
  say: (message: string) => void = () => undefined,
): void {
  const step = db.transaction((migration: Migration) => {
    migration.up(db, say);
    db.pragma(`user_version = ${migration.to}`);
    const orphan = orphanIn(db);
    if (orphan !== null) throw new Error(orphan);
  });
  const all = db.transaction(() => {
    const from = schemaVersion(db);
    for (const migration of migrations.slice(from, target)) {
      try {
        step(migration);
      } catch (cause) {
        throw new Error(
          `migration to version ${migration.to} (${migration.name}) failed, the file stays at version ${from}: ` +
            (cause instanceof Error ? cause.message : String(cause)),
          { cause },
        );
      }
    }
  });
  // A table is rebuilt by dropping the old one, which foreign keys would forbid; they cannot be switched inside.
  const enforced = numberOf(db, 'foreign_keys');
  db.pragma('foreign_keys = OFF');
  try {
    all.immediate();
  } finally {
    db.pragma(`foreign_keys = ${enforced}`);
  }
}

/**
 * Makes a connection that only reads take a file of version `from` as one of the latest. Gives what to call in every
 * transaction before it reads; null where there is nothing to do.
 */
export function readAsLatest(
  db: Database.Database,
  migrations: readonly Migration[],
  from: number,
): (() => void) | null {
  const steps = migrations.slice(from, latestVersion(migrations));
  if (steps.length === 0) return null;
  // A temporary table cannot refer to one of the file.
  db.pragma('foreign_keys = OFF');
  for (const { read } of steps) read(db);
  // The version of the file that is worked out, in a table: a read that fails rolls back both.
  db.exec('CREATE TEMP TABLE workedOut (dataVersion INTEGER NOT NULL)');
  const known = db.prepare<[], number>('SELECT dataVersion FROM temp.workedOut').pluck();
  const set = db.prepare<[number]>('INSERT INTO temp.workedOut VALUES (?)');
  return () => {
    const version = numberOf(db, 'data_version');
    if (version === known.get()) return;
    for (const { refresh } of steps) refresh?.(db);
    db.exec('DELETE FROM temp.workedOut');
    set.run(version);
  };
}

/** A table, index, view or trigger as SQLite lists it. */
export interface SchemaEntry {
  type: string;
  name: string;
  sql: string | null;
}

export function schemaOf(db: Database.Database): SchemaEntry[] {
  return db.prepare<[], SchemaEntry>('SELECT type, name, sql FROM sqlite_master ORDER BY type, name').all();
}

/** The schema of a version: that of an empty database taken there by the same steps. */
export function schemaAt(version: number, migrations: readonly Migration[] = MIGRATIONS): SchemaEntry[] {
  const db = new Database(':memory:');
  try {
    migrate(db, migrations, version);
    return schemaOf(db);
  } finally {
    db.close();
  }
}

import { basename, dirname, extname, join, resolve } from 'node:path';
import { freeName } from '../files/free-name.ts';
import { clearLease } from './lease.ts';
import { makeNewFile } from './new-file.ts';
import { connect, explainSqliteError, type Connection } from './sqlite.ts';

/** Names of the copies that are kept before a migration (`backupName`). */
export const BACKUP_NAME: RegExp = /\.v\d+-backup(-\d+)?\.keycore$/;

/** Frees a copy of a project from the lease of the original; nobody else may have the copy open. */
export function freeCopy(path: string): void {
  const copy = connect(path, 'write');
  try {
    clearLease(copy);
  } finally {
    copy.db.close();
  }
}

/**
 * Copies a project as it stands (also while it is written) to a new file: SQLite's backup API into a temporary file,
 * without the lease, then atomically to its name. Refuses an existing target.
 */
export async function backupTo(connection: Connection, target: string): Promise<void> {
  await makeNewFile(target, async (temporary) => {
    try {
      await connection.db.backup(resolve(temporary));
      freeCopy(temporary);
    } catch (error) {
      throw explainSqliteError(error, target, 'copying the project');
    }
  });
}

/** The first free name for the copy that is kept before a migration: `glass.v1-backup.keycore`, `…-backup-2…`. */
export function backupName(path: string, version: number): string {
  const extension = extname(path);
  const stem = join(dirname(path), basename(path, extension));
  return freeName(`${stem}.v${version}-backup`, extension);
}

import { readFileSync } from 'node:fs';
import { acquireLease, clearLease } from './lease.ts';
import { migrate } from './migrations.ts';
import { openProject } from './open-project.ts';
import { Project } from './project.ts';
import { connectInMemory, explainSqliteError } from './sqlite.ts';

/**
 * Opens a copy of a project that lives in memory only: it is brought up to date and can be written like any other, and
 * the file is never touched. `backupTo` makes a file of it. For files of a few megabytes; throws what `openProject` does.
 */
export async function openInMemory(path: string): Promise<Project> {
  // The checks of any opening.
  (await openProject(path, { mode: 'read' })).close();
  const copy = connectInMemory(readFileSync(path), path);
  try {
    migrate(copy.db);
    // The process that has the file open has no part in this copy.
    clearLease(copy);
    const lease = acquireLease(copy);
    if ('heldBy' in lease) throw new Error(`${path}: a copy in memory is held by process ${lease.heldBy.pid}`);
    return new Project(copy, lease);
  } catch (error) {
    copy.db.close();
    throw explainSqliteError(error, path, 'opening a copy in memory');
  }
}

import { BadInput } from '../../native-workers/text/bad-input.ts';
import { canonicalJson, type JsonObject } from './configuration-json.ts';
import { checkCount, countRows } from './optional-rows.ts';
import { sealedJson } from './seal.ts';
import { SealedTable } from './sealed-table.ts';
import type { Connection } from './sqlite.ts';

/** Work that was begun and has not come to its end: it is running, or a crash or a quit has cut it short. */
export interface PendingWork {
  /** Chosen by the code that begins it; the same work taken up again keeps it. */
  id: string;
  /** Which part of Keycore can take it up again (api/resumptions.ts): 'import', 'simulate'. */
  kind: string;
  /** For the user. */
  title: string;
  /** ISO 8601. */
  begunAt: string;
  /**
   * What is needed to take it up again. Never a path: projects travel, and one from a stranger must not be able to have
   * files of this machine read (see library/work-sources.ts). `jobHash`, where it is there, names the job of the project
   * that the work makes.
   */
  request: JsonObject;
}

/** The row of a work; its request is JSON. */
type PendingRow = Omit<PendingWork, 'request'> & { request: string };

const PENDING = new SealedTable<PendingRow>('pending', 'id, kind, title, begunAt, request');
const EXISTS = 'SELECT id FROM pending WHERE id = ?';
const DELETE = 'DELETE FROM pending WHERE id = ?';

/** Notes that work is begun; does nothing where it is noted already. Runs inside the caller's transaction. */
export function beginWork(connection: Connection, work: Omit<PendingWork, 'begunAt'>): void {
  const { db, path } = connection;
  const { id, kind, title, request } = work;
  if (id === '' || kind === '' || title === '')
    throw new BadInput('work needs an id, a kind and a title', { file: path });
  if (db.prepare(EXISTS).get(id) !== undefined) return;
  const begunAt = new Date().toISOString();
  PENDING.insert(connection, { id, kind, title, begunAt, request: canonicalJson(request, 'request') });
  countRows(connection, 'pending', null, 1);
}

/** Work that was begun and not ended, oldest first. Throws the error that names a damaged or lost row. */
export function listPending(connection: Connection): PendingWork[] {
  checkCount(connection, 'pending', null);
  return PENDING.rows(connection, 'ORDER BY begunAt, id').map((row) => {
    const where = `pending work '${row.title}'`;
    const work = PENDING.checked(connection, where, row);
    return { ...work, request: sealedJson(connection, where, work.request) as JsonObject };
  });
}

/** Notes that work has come to its end, whatever that was; true if it was pending. */
export function endWork(connection: Connection, id: string): boolean {
  const ended = connection.db.prepare(DELETE).run(id).changes;
  countRows(connection, 'pending', null, -ended);
  return ended === 1;
}

import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { dropCheckpoint } from './checkpoints.ts';
import { deletedText, deletionOf } from './deletions.ts';
import { readJob } from './jobs.ts';
import { checkCount, countRows } from './optional-rows.ts';
import { SealedTable } from './sealed-table.ts';
import type { Connection } from './sqlite.ts';

/** Longest reason that is kept, in UTF-16 code units. */
const MAX_REASON_LENGTH = 10_000;

/** A sample that was tried and gave no result. */
export interface Failure {
  /** Sample number. */
  number: number;
  /** Seed of this sample, where it has one. */
  seed: string | null;
  /** Keycore that tried: another one may succeed. */
  version: string;
  /** ISO 8601. */
  failedAt: string;
  /** For the user. */
  reason: string;
}

const FAILURES = new SealedTable<Failure>('failure', 'number, seed, version, failedAt, reason');

const ALLOTTED = `SELECT sample.number IS NOT NULL AS stored
  FROM allotment LEFT JOIN sample ON sample.number = allotment.number WHERE allotment.number = ?`;
const OF_JOB = 'WHERE ? IS NULL OR number IN (SELECT number FROM allotment WHERE job = ?) ORDER BY number';
const FORGET = 'DELETE FROM failure WHERE number IN (SELECT number FROM allotment WHERE job = ?)';
const FORGET_ONE = 'DELETE FROM failure WHERE number = ?';

/**
 * Marks an allotted sample as failed; one that failed before gets the latest reason. Runs inside the caller's
 * transaction. Throws `BadInput` for a number that is not allotted or holds a result, and for an empty reason.
 */
export function markFailed(connection: Connection, number: number, reason: string, seed: string | null = null): void {
  const { db, path } = connection;
  const allotted = db.prepare<[number], { stored: number }>(ALLOTTED).get(number);
  if (allotted === undefined)
    throw new BadInput(`sample number ${number} belongs to no job; add a job first`, { file: path });
  const deleted = deletionOf(connection, number);
  if (deleted !== undefined) throw new BadInput(deletedText(deleted), { file: path });
  if (allotted.stored === 1)
    throw new BadInput(`sample ${number} is stored; it cannot be marked as failed`, { file: path });
  const text = reason.trim().slice(0, MAX_REASON_LENGTH);
  if (text === '') throw new BadInput(`a reason is needed to mark sample ${number} as failed`, { file: path });
  const failedAt = new Date().toISOString();
  insertFailure(connection, { number, seed, version: KEYCORE_VERSION, failedAt, reason: text });
  dropCheckpoint(connection, number);
}

/** Puts a failure down, in the place of an earlier one of that sample. */
export function insertFailure(connection: Connection, failure: Failure): void {
  forgetFailure(connection, failure.number);
  FAILURES.insert(connection, failure);
  countRows(connection, 'failure', null, 1);
}

/** Failures of one job, or of all, by sample number. Throws the error that names a damaged or lost row. */
export function listFailures(connection: Connection, job: number | null = null): Failure[] {
  if (job !== null) readJob(connection, job);
  checkCount(connection, 'failure', null);
  const rows = FAILURES.rows(connection, OF_JOB, job, job);
  return rows.map((row) => FAILURES.checked(connection, `failure of sample ${row.number}`, row));
}

/** Forgets the failures of a job, so that its samples are missing again; gives how many there were. */
export function forgetFailures(connection: Connection, job: number): number {
  readJob(connection, job);
  const forgotten = connection.db.prepare(FORGET).run(job).changes;
  countRows(connection, 'failure', null, -forgotten);
  return forgotten;
}

/** Forgets that a sample failed, if it did: it has a result now. */
export function forgetFailure(connection: Connection, number: number): void {
  countRows(connection, 'failure', null, -connection.db.prepare(FORGET_ONE).run(number).changes);
}

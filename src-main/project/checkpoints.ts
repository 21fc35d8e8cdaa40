import { SealedTable } from './sealed-table.ts';
import type { Connection } from './sqlite.ts';

/** How far a sample of a job was when it was last written down. */
export interface StoredCheckpoint {
  job: number;
  /** Index of the sample in its job. It need not have a number yet. */
  position: number;
  /** Keycore and instruction set that made it: another may not go on to the same bits. */
  version: string;
  variant: string;
  /** What is needed to go on, as its maker encoded it. */
  data: Uint8Array;
}

const CHECKPOINTS = new SealedTable<StoredCheckpoint>('checkpoint', 'job, position, version, variant, data', {
  verb: 'INSERT OR REPLACE',
});
const DROP_OF_SAMPLE = `DELETE FROM checkpoint
  WHERE (job, position) = (SELECT job, position FROM allotment WHERE number = ?)`;
const DROP_FROM = 'DELETE FROM checkpoint WHERE job = ? AND position >= ?';

/** Puts a checkpoint in the place of the sample's last one. Runs inside the caller's transaction. */
export function saveCheckpoint(connection: Connection, checkpoint: StoredCheckpoint): void {
  CHECKPOINTS.insert(connection, checkpoint);
}

/** The last one of a sample, or null. Throws the error that names a damaged one. */
export function readCheckpoint(connection: Connection, job: number, position: number): StoredCheckpoint | null {
  const row = CHECKPOINTS.rows(connection, 'WHERE job = ? AND position = ?', job, position).at(0);
  if (row === undefined) return null;
  const checkpoint = CHECKPOINTS.checked(connection, `checkpoint of job ${job}, position ${position}`, row);
  // In memory of its own, free to be transferred.
  return { ...checkpoint, data: Uint8Array.from(checkpoint.data) };
}

/** Forgets the checkpoint of an allotted sample: it is stored, or has failed. */
export function dropCheckpoint({ db }: Connection, number: number): void {
  db.prepare(DROP_OF_SAMPLE).run(number);
}

/** Forgets those of a job from a position on; gives how many there were. */
export function dropCheckpointsFrom({ db }: Connection, job: number, position: number): number {
  return db.prepare(DROP_FROM).run(job, position).changes;
}

import { checkSeal, rowChecksum } from './seal.ts';
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

interface CheckpointRow extends StoredCheckpoint {
  crc32: number;
}

const REPLACE = `INSERT OR REPLACE INTO checkpoint (job, position, version, variant, crc32, data)
  VALUES (@job, @position, @version, @variant, @crc32, @data)`;
const SELECT = `SELECT job, position, version, variant, crc32, data FROM checkpoint WHERE job = ? AND position = ?`;
const DROP_OF_SAMPLE = `DELETE FROM checkpoint
  WHERE (job, position) = (SELECT job, position FROM allotment WHERE number = ?)`;
const DROP_FROM = 'DELETE FROM checkpoint WHERE job = ? AND position >= ?';

/** Puts a checkpoint in the place of the sample's last one. Runs inside the caller's transaction. */
export function saveCheckpoint({ db }: Connection, { data, ...row }: StoredCheckpoint): void {
  db.prepare(REPLACE).run({ ...row, crc32: rowChecksum(row, data), data });
}

/** The last one of a sample, or null. Throws the error that names a damaged one. */
export function readCheckpoint(connection: Connection, job: number, position: number): StoredCheckpoint | null {
  const row = connection.db.prepare<[number, number], CheckpointRow>(SELECT).get(job, position);
  if (row === undefined) return null;
  const { data, ...numbers } = row;
  checkSeal(connection, `checkpoint of job ${job}, position ${position}`, { ...numbers }, data);
  const { version, variant } = numbers;
  // In memory of its own, free to be transferred.
  return { job, position, version, variant, data: Uint8Array.from(data) };
}

/** Forgets the checkpoint of an allotted sample: it is stored, or has failed. */
export function dropCheckpoint({ db }: Connection, number: number): void {
  db.prepare(DROP_OF_SAMPLE).run(number);
}

/** Forgets those of a job from a position on; gives how many there were. */
export function dropCheckpointsFrom({ db }: Connection, job: number, position: number): number {
  return db.prepare(DROP_FROM).run(job, position).changes;
}

import { BadInput } from '../../native-workers/text/bad-input.ts';
import { canonicalJson, jobHash, type JsonObject } from './configuration-json.ts';
import { checkCount } from './optional-rows.ts';
import { sealedJson } from './seal.ts';
import { SealedTable, type Sealed } from './sealed-table.ts';
import { firstColumn, type Connection } from './sqlite.ts';

/** More samples than this in one request are taken for a slip. */
const MAX_SAMPLES_PER_JOB = 1_000_000;

/** What is asked of a job. */
export interface NewJob {
  /** Every setting that shapes the samples. For an imported file that includes the hash of its content. */
  configuration: JsonObject;
  /** Seed from which the samples' seeds derive; null where nothing is random. */
  seed: string | null;
  /** How many samples the job shall have altogether from position `first` on, 1 … 1 000 000. */
  samples: number;
  /** Default 0: others make the samples before it, in files of their own. */
  first?: number;
}

/** A sample number given to a job. */
export interface Allotment {
  /** Number of the sample in the project, from 1. */
  number: number;
  /** Index of the sample in its job, from 0; its seed is derived from this. */
  position: number;
}

export interface StoredJob {
  number: number;
  /** SHA-256 of configuration and seed. */
  hash: string;
  configuration: JsonObject;
  seed: string | null;
  /** ISO 8601. */
  createdAt: string;
  /** Sample numbers allotted; of these stored, failed, and deleted by the user. The others are missing. */
  samples: number;
  stored: number;
  failed: number;
  deleted: number;
}

/** The row of a job; its configuration is JSON. */
type JobRow = Pick<StoredJob, 'number' | 'hash' | 'seed' | 'createdAt'> & { configuration: string };

const JOBS = new SealedTable<JobRow>('job', 'number, hash, configuration, seed, createdAt');
/** Which position of a job has which sample number. */
export const ALLOTMENTS = new SealedTable<Allotment & { job: number }>('allotment', 'number, position, job');

const SELECT_ALLOTMENTS = `SELECT allotment.number, allotment.position, allotment.job, allotment.crc32,
    sample.number IS NOT NULL AND deletedSample.sample IS NULL AS stored,
    sample.number IS NULL AND failure.number IS NOT NULL AND deletedSample.sample IS NULL AS failed,
    deletedSample.sample IS NOT NULL AS deleted
  FROM allotment LEFT JOIN sample ON sample.number = allotment.number
    LEFT JOIN failure ON failure.number = allotment.number
    LEFT JOIN deletedSample ON deletedSample.sample = allotment.number
  WHERE allotment.job = ? ORDER BY allotment.position`;
const LACKING = `SELECT DISTINCT allotment.job FROM allotment
  LEFT JOIN sample ON sample.number = allotment.number
  LEFT JOIN failure ON failure.number = allotment.number
  LEFT JOIN deletedSample ON deletedSample.sample = allotment.number
  WHERE sample.number IS NULL AND failure.number IS NULL AND deletedSample.sample IS NULL ORDER BY allotment.job`;

/** An allotment; 1 or 0 for whether its sample is stored, has failed, is deleted. */
interface AllotmentState extends Allotment {
  job: number;
  stored: number;
  failed: number;
  deleted: number;
}

function allotments(connection: Connection, job: number) {
  const rows = connection.db.prepare<[number], Sealed<AllotmentState>>(SELECT_ALLOTMENTS).all(job);
  for (const row of rows) ALLOTMENTS.checked(connection, `sample number ${row.number} of job ${job}`, row);
  return rows;
}

function jobOf(connection: Connection, row: Sealed<JobRow>) {
  const where = `job ${row.number}`;
  const job = JOBS.checked(connection, where, row);
  const samples = allotments(connection, job.number);
  return {
    ...job,
    configuration: sealedJson(connection, where, job.configuration) as JsonObject,
    samples: samples.length,
    stored: samples.reduce((sum, { stored }) => sum + stored, 0),
    failed: samples.reduce((sum, { failed }) => sum + failed, 0),
    deleted: samples.reduce((sum, { deleted }) => sum + deleted, 0),
  };
}

/** All jobs, oldest first. */
export function listJobs(connection: Connection): StoredJob[] {
  return JOBS.rows(connection, 'ORDER BY number').map((row) => jobOf(connection, row));
}

/** Jobs that have sample numbers with neither a result nor a failure, oldest first. */
export function incompleteJobs(connection: Connection): StoredJob[] {
  checkCount(connection, 'failure', null);
  return firstColumn<number>(connection, LACKING).map((number) => readJob(connection, number));
}

/** The job of a configuration and seed, whatever the order of its keys; null where there is none. */
export function findJob(connection: Connection, configuration: JsonObject, seed: string | null): StoredJob | null {
  const row = JOBS.rows(connection, 'WHERE hash = ?', jobHash(configuration, seed)).at(0);
  return row === undefined ? null : jobOf(connection, row);
}

/** Throws `BadInput` naming the jobs there are. */
export function readJob(connection: Connection, number: number): StoredJob {
  const row = JOBS.rows(connection, 'WHERE number = ?', number).at(0);
  if (row !== undefined) return jobOf(connection, row);
  const numbers = listJobs(connection).map((job) => job.number);
  throw new BadInput(`there is no job ${number}; jobs here: ${numbers.join(', ') || 'none'}`, {
    file: connection.path,
  });
}

/** All sample numbers of a job in order of position. */
export function allottedSamples(connection: Connection, job: number): Allotment[] {
  readJob(connection, job);
  return allotments(connection, job).map(({ number, position }) => ({ number, position }));
}

/** Puts a job down as it is given; its hash is that of configuration and seed. */
export function insertJob(
  connection: Connection,
  job: Pick<StoredJob, 'number' | 'hash' | 'configuration' | 'seed' | 'createdAt'>,
): void {
  JOBS.insert(connection, { ...job, configuration: canonicalJson(job.configuration) });
}

/** The first number that no row of a table has. */
function nextNumber(connection: Connection, table: 'job' | 'allotment') {
  return firstColumn<number>(connection, `SELECT coalesce(max(number), 0) + 1 FROM ${table}`)[0];
}

/** Gives `job` the next free sample numbers for those of the positions `first` … `end − 1` that have none. */
function allot(connection: Connection, job: number, taken: ReadonlySet<number>, first: number, end: number) {
  let number = nextNumber(connection, 'allotment');
  for (let position = first; position < end; position++)
    if (!taken.has(position)) ALLOTMENTS.insert(connection, { number: number++, job, position });
}

/**
 * Adds a job and allots its sample numbers in order of position, or, where a job of the same configuration and seed
 * exists, resumes it: its numbers stay, and more are allotted if more samples are asked for than it has.
 * Runs inside the caller's transaction.
 */
export function addJob(connection: Connection, request: NewJob): StoredJob & { resumed: boolean } {
  const { configuration, seed, samples, first = 0 } = request;
  if (!Number.isInteger(samples) || samples < 1 || samples > MAX_SAMPLES_PER_JOB)
    throw new BadInput(`${samples} samples were asked for; expected 1 to ${MAX_SAMPLES_PER_JOB}`, { field: 'samples' });
  if (!Number.isInteger(first) || first < 0 || first + samples > Number.MAX_SAFE_INTEGER)
    throw new BadInput(`${first} as the first sample; expected 0 or a larger whole number`, { field: 'first' });
  const hash = jobHash(configuration, seed);
  const known = JOBS.rows(connection, 'WHERE hash = ?', hash).at(0);
  const number = known?.number ?? nextNumber(connection, 'job');
  if (known === undefined)
    insertJob(connection, { number, hash, seed, createdAt: new Date().toISOString(), configuration });
  const taken = new Set(allotments(connection, number).map(({ position }) => position));
  allot(connection, number, taken, first, first + samples);
  return { ...readJob(connection, number), resumed: known !== undefined };
}

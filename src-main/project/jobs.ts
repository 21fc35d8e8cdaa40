import { BadInput } from '../../native-workers/text/bad-input.ts';
import { canonicalJson, jobHash, type JsonObject } from './configuration-json.ts';
import { checkCount } from './optional-rows.ts';
import { checkSeal, seal, sealedJson } from './seal.ts';
import type { Connection } from './sqlite.ts';

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
  /** Sample numbers allotted; of these stored, and failed. The others are missing. */
  samples: number;
  stored: number;
  failed: number;
}

interface JobRow {
  number: number;
  hash: string;
  seed: string | null;
  createdAt: string;
  configuration: string;
  crc32: number;
  [column: string]: string | number | null;
}

const SELECT_JOBS = 'SELECT number, hash, seed, createdAt, configuration, crc32 FROM job';
const INSERT_JOB = `INSERT INTO job (number, hash, seed, createdAt, crc32, configuration)
  VALUES (@number, @hash, @seed, @createdAt, @crc32, @configuration)`;
const INSERT_ALLOTMENT = `INSERT INTO allotment (number, job, position, crc32)
  VALUES (@number, @job, @position, @crc32)`;
const SELECT_ALLOTMENTS = `SELECT allotment.number, allotment.job, allotment.position, allotment.crc32,
    sample.number IS NOT NULL AS stored, failure.number IS NOT NULL AS failed
  FROM allotment LEFT JOIN sample ON sample.number = allotment.number
    LEFT JOIN failure ON failure.number = allotment.number
  WHERE allotment.job = ? ORDER BY allotment.position`;
const NEXT_JOB = 'SELECT coalesce(max(number), 0) + 1 AS next FROM job';
const NEXT_SAMPLE = 'SELECT coalesce(max(number), 0) + 1 AS next FROM allotment';

interface AllotmentRow {
  number: number;
  job: number;
  position: number;
  crc32: number;
  stored: number;
  failed: number;
}

type AllotmentState = 'stored' | 'failed' | 'missing';

function allotments(connection: Connection, job: number): (Allotment & { state: AllotmentState })[] {
  const rows = connection.db.prepare<[number], AllotmentRow>(SELECT_ALLOTMENTS).all(job);
  return rows.map(({ stored, failed, ...row }) => {
    checkSeal(connection, `sample number ${row.number} of job ${row.job}`, row);
    const state = stored === 1 ? 'stored' : failed === 1 ? 'failed' : 'missing';
    return { number: row.number, position: row.position, state };
  });
}

function jobOf(connection: Connection, row: JobRow): StoredJob {
  checkSeal(connection, `job ${row.number}`, row);
  const { number, hash, seed, createdAt } = row;
  const samples = allotments(connection, number);
  return {
    number,
    hash,
    configuration: sealedJson(connection, `job ${number}`, row.configuration) as JsonObject,
    seed,
    createdAt,
    samples: samples.length,
    stored: samples.filter(({ state }) => state === 'stored').length,
    failed: samples.filter(({ state }) => state === 'failed').length,
  };
}

/** All jobs, oldest first. */
export function listJobs(connection: Connection): StoredJob[] {
  const rows = connection.db.prepare<[], JobRow>(`${SELECT_JOBS} ORDER BY number`).all();
  return rows.map((row) => jobOf(connection, row));
}

/** Throws `BadInput` naming the jobs there are. */
export function readJob(connection: Connection, number: number): StoredJob {
  const row = connection.db.prepare<[number], JobRow>(`${SELECT_JOBS} WHERE number = ?`).get(number);
  if (row !== undefined) return jobOf(connection, row);
  const numbers = listJobs(connection).map((job) => job.number);
  throw new BadInput(`there is no job ${number}; jobs here: ${numbers.join(', ') || 'none'}`, {
    file: connection.path,
  });
}

/** Sample numbers of a job that have neither a result nor failed, in order of position. */
export function missingSamples(connection: Connection, job: number): Allotment[] {
  // One whose failure is lost would look missing, and be tried again.
  checkCount(connection, 'failure', null);
  readJob(connection, job);
  return allotments(connection, job)
    .filter(({ state }) => state === 'missing')
    .map(({ number, position }) => ({ number, position }));
}

/** All sample numbers of a job in order of position. */
export function allottedSamples(connection: Connection, job: number): Allotment[] {
  readJob(connection, job);
  return allotments(connection, job).map(({ number, position }) => ({ number, position }));
}

/** Puts a job down as it is given; its hash is that of configuration and seed. */
export function insertJob(
  { db }: Connection,
  job: Pick<StoredJob, 'number' | 'hash' | 'configuration' | 'seed' | 'createdAt'>,
): void {
  db.prepare(INSERT_JOB).run(seal({ ...job, configuration: canonicalJson(job.configuration) }));
}

/** Gives a position of a job its sample number. */
export function insertAllotment({ db }: Connection, allotment: Allotment & { job: number }): void {
  db.prepare(INSERT_ALLOTMENT).run(seal({ ...allotment }));
}

/** Gives `job` the next free sample numbers for those of the positions `first` … `end − 1` that have none. */
function allot(connection: Connection, job: number, taken: ReadonlySet<number>, first: number, end: number): void {
  const { db } = connection;
  let number = db.prepare<[], { next: number }>(NEXT_SAMPLE).get()?.next ?? 1;
  for (let position = first; position < end; position++)
    if (!taken.has(position)) insertAllotment(connection, { number: number++, job, position });
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
  const { db } = connection;
  const hash = jobHash(configuration, seed);
  const known = db.prepare<[string], JobRow>(`${SELECT_JOBS} WHERE hash = ?`).get(hash);
  const number = known?.number ?? db.prepare<[], { next: number }>(NEXT_JOB).get()?.next ?? 1;
  if (known === undefined) {
    const createdAt = new Date().toISOString();
    insertJob(connection, { number, hash, seed, createdAt, configuration });
  }
  const taken = new Set(allotments(connection, number).map(({ position }) => position));
  allot(connection, number, taken, first, first + samples);
  return { ...readJob(connection, number), resumed: known !== undefined };
}

import { jobHash, type JsonObject } from './configuration-json.ts';
import { readJob, type StoredJob } from './jobs.ts';
import { checkCount } from './optional-rows.ts';
import type { Connection } from './sqlite.ts';

const BY_HASH = 'SELECT number FROM job WHERE hash = ?';
const LACKING = `SELECT DISTINCT allotment.job AS number FROM allotment
  LEFT JOIN sample ON sample.number = allotment.number
  LEFT JOIN failure ON failure.number = allotment.number
  WHERE sample.number IS NULL AND failure.number IS NULL ORDER BY allotment.job`;

/** The job of a configuration and seed, whatever the order of its keys; null where there is none. */
export function findJob(connection: Connection, configuration: JsonObject, seed: string | null): StoredJob | null {
  const found = connection.db.prepare<[string], { number: number }>(BY_HASH).get(jobHash(configuration, seed));
  return found === undefined ? null : readJob(connection, found.number);
}

/** Jobs that have sample numbers with neither a result nor a failure, oldest first. */
export function incompleteJobs(connection: Connection): StoredJob[] {
  checkCount(connection, 'failure', null);
  const lacking = connection.db.prepare<[], { number: number }>(LACKING).all();
  return lacking.map(({ number }) => readJob(connection, number));
}

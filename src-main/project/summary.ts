import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { listJobs } from './jobs.ts';
import { currentLease } from './lease.ts';
import { listLosses } from './losses.ts';
import { schemaVersion } from './migrations.ts';
import { listSamples } from './sample-numbers.ts';
import { databaseBytes, type Connection } from './sqlite.ts';
import { tagsFound } from './tags.ts';

const COUNTS = `SELECT (SELECT count(*) FROM mode) AS modes, (SELECT count(*) FROM field) AS fields,
  (SELECT count(*) FROM note) AS notes`;
const REPORTS = 'SELECT analysis, count(*) AS reports FROM report GROUP BY analysis';

/** How many reports of each analysis that keeps any there are, by its name. */
function reportCounts({ db }: Connection): Record<string, number> {
  const none = ANALYSES.filter(({ policy }) => policy === 'kept').map(({ name }) => [name, 0] as const);
  const found = db.prepare<[], { analysis: string; reports: number }>(REPORTS).all();
  return Object.fromEntries([...none, ...found.map(({ analysis, reports }) => [analysis, reports] as const)]);
}

/** What `info` reports of a project: a plain object, ready for JSON. */
export type ProjectSummary = ReturnType<typeof projectSummary>;

export function projectSummary(connection: Connection) {
  const { db, path } = connection;
  const jobs = listJobs(connection);
  const tags = tagsFound(connection);
  const samples = listSamples(connection).map((sample) => ({ ...sample, tags: tags.get(sample.number) ?? [] }));
  const rows = db.prepare<[], { modes: number; fields: number; notes: number }>(COUNTS).get();
  if (rows === undefined) throw new Error('SELECT of counts gave no row');
  const allotted = jobs.reduce((sum, job) => sum + job.samples, 0);
  const failed = jobs.reduce((sum, job) => sum + job.failed, 0);
  return {
    path,
    /** Version of the schema. */
    schemaVersion: schemaVersion(db),
    bytes: databaseBytes(db),
    counts: {
      jobs: jobs.length,
      samples: samples.length,
      /** Numbers of the failed samples. */
      failed,
      /** Sample numbers with neither a result nor a failure. */
      missing: allotted - failed - samples.length,
      ...rows,
      /** Reports of each analysis, by its name. */
      ...reportCounts(connection),
    },
    jobs,
    samples,
    /** Rows that were stored and are lost: "sample 3: 1 row of reports is missing". */
    losses: listLosses(connection),
    /** Who may write, or was the last to say so; null when nobody has the project open for writing. */
    writer: currentLease(connection),
  };
}

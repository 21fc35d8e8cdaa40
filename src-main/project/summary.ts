import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { listJobs, type StoredJob } from './jobs.ts';
import { currentLease, type LeaseHolder } from './lease.ts';
import { listLosses } from './losses.ts';
import { schemaVersion } from './migrations.ts';
import { listSamples, type SampleNumbers } from './sample-numbers.ts';
import { databaseBytes, type Connection } from './sqlite.ts';
import { tagsFound } from './tags.ts';

/** What `info` reports of a project: a plain object, ready for JSON. */
export interface ProjectSummary {
  path: string;
  /** Version of the schema. */
  schemaVersion: number;
  bytes: number;
  counts: {
    jobs: number;
    samples: number;
    /** Numbers of the failed samples. */
    failed: number;
    /** Sample numbers with neither a result nor a failure. */
    missing: number;
    modes: number;
    fields: number;
    notes: number;
    /** Reports of each analysis, by its name. */
    [analysis: string]: number;
  };
  jobs: StoredJob[];
  samples: (SampleNumbers & { tags: string[] })[];
  /** Rows that were stored and are lost: "sample 3: 1 row of reports is missing". */
  losses: string[];
  /** Who may write, or was the last to say so; null when nobody has the project open for writing. */
  writer: LeaseHolder | null;
}

const COUNTS = `SELECT (SELECT count(*) FROM mode) AS modes, (SELECT count(*) FROM field) AS fields,
  (SELECT count(*) FROM note) AS notes`;
const REPORTS = 'SELECT analysis, count(*) AS reports FROM report GROUP BY analysis';

/** How many reports of each analysis that keeps any there are, by its name. */
function reportCounts({ db }: Connection): Record<string, number> {
  const none = ANALYSES.filter(({ policy }) => policy === 'kept').map(({ name }) => [name, 0] as const);
  const found = db.prepare<[], { analysis: string; reports: number }>(REPORTS).all();
  return Object.fromEntries([...none, ...found.map(({ analysis, reports }) => [analysis, reports] as const)]);
}

export function projectSummary(connection: Connection): ProjectSummary {
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
    schemaVersion: schemaVersion(db),
    bytes: databaseBytes(db),
    counts: {
      jobs: jobs.length,
      samples: samples.length,
      failed,
      missing: allotted - failed - samples.length,
      ...rows,
      ...reportCounts(connection),
    },
    jobs,
    samples,
    losses: listLosses(connection),
    writer: currentLease(connection),
  };
}

import { isMiscounted } from './optional-rows.ts';
import { z } from 'zod';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { countDeleted } from './deletions.ts';
import { elasticitySchema } from './elasticity.ts';
import { listFailures } from './failures.ts';
import { listHexatic } from './hexatic.ts';
import { listJobs } from './jobs.ts';
import { currentLease } from './lease.ts';
import { listLosses } from './losses.ts';
import { schemaVersion } from './migrations.ts';
import { listSamples } from './sample-numbers.ts';
import { databaseBytes, type Connection } from './sqlite.ts';
import { tagsFound } from './tags.ts';
import { titlesFound } from './titles.ts';
import { verdictSchema } from './verdict.ts';

/** What `info` reports of a project: plain, ready for JSON. */
export const summarySchema = z.object({
  path: z.string(),
  schemaVersion: z.int().describe('version of the file’s schema'),
  bytes: z.int().describe('size of the file'),
  counts: z
    .object({
      jobs: z.int(),
      samples: z.int().describe('samples stored'),
      failed: z.int().describe('samples that were tried and have no result'),
      missing: z.int().describe('samples whose number is allotted, with neither a result nor a failure yet'),
      deleted: z.int().describe('samples that the user has deleted; they count nowhere else'),
      modes: z.int(),
      fields: z.int(),
      notes: z.int(),
    })
    .catchall(z.int())
    .describe('rows of each kind, and reports of each analysis by its name'),
  jobs: z
    .array(
      z.object({
        number: z.int(),
        hash: z.string().describe('SHA-256 of configuration and seed'),
        configuration: z.record(z.string(), z.unknown()).describe('every setting that shapes the samples'),
        seed: z.string().nullable(),
        createdAt: z.string().describe('ISO 8601'),
        samples: z.int().describe('sample numbers allotted'),
        stored: z.int().describe('samples stored'),
        failed: z.int().describe('failed samples'),
        deleted: z.int().describe('deleted samples'),
      }),
    )
    .describe('oldest first'),
  samples: z
    .array(
      z.object({
        number: z.int(),
        job: z.int().describe('number of its job'),
        position: z.int().describe('index in its job, from 0'),
        title: z.string().nullable().describe('name that the user has given; null: none'),
        contentHash: z.string().describe('SHA-256 of model, box, species and position bits of the analysed structure'),
        model: z.string(),
        particles: z.int(),
        lx: z.number(),
        ly: z.number(),
        xy: z.number(),
        energyPerParticle: z.number(),
        maxForce: z.number(),
        zeroModes: z.int(),
        negativeModes: z.int(),
        liquid: z.int().describe('1 when the file was far from a minimum, else 0'),
        lowestOmega: z.number().nullable(),
        lowestPr: z.number().nullable(),
        maxVibrability: z.number().nullable(),
        meanVibrability: z.number().nullable(),
        coreSize: z.int().describe('particles of the core cluster at the maximum of Ψ'),
        keyCoreSize: z.int().describe('particles of the key-core string'),
        source: z.string(),
        seed: z.string().nullable(),
        version: z.string(),
        variant: z.string(),
        cutoffScheme: z.string(),
        wallSeconds: z.number(),
        storedAt: z.string().describe('ISO 8601'),
        modes: z.int(),
        fields: z.int(),
        elasticity: elasticitySchema.nullable().describe('null for samples of an older Keycore'),
        verdict: verdictSchema.nullable().describe('null for samples of an older Keycore'),
        psi6: z.number().nullable().describe('|⟨ψ6⟩|; null for samples of an older Keycore and large ones'),
        meanPsi6: z.number().nullable().describe('⟨|ψ6|⟩'),
        tags: z.array(z.string()),
      }),
    )
    .describe('by number'),
  failures: z
    .array(
      z.object({
        number: z.int().describe('sample number'),
        seed: z.string().nullable(),
        version: z.string().describe('Keycore that tried: another one may succeed'),
        failedAt: z.string().describe('ISO 8601'),
        reason: z.string(),
      }),
    )
    .describe('samples that were tried and have no result, by number'),
  losses: z.array(z.string()).describe('rows that were stored and are lost, a sentence each'),
  writer: z
    .object({
      host: z.string(),
      pid: z.int(),
      pidSpace: z.string().nullable().describe('namespace of the process number'),
      startedAt: z.string().nullable().describe('when that process started, in its system’s own count'),
      acquired: z.string().nullable().describe('ISO 8601; null where the file holds no date'),
      heartbeat: z.string().nullable().describe('last sign of life, ISO 8601'),
      alive: z.boolean().describe('false when the next writer would take over'),
    })
    .nullable()
    .describe('who has the project open for writing'),
});

export type ProjectSummary = z.infer<typeof summarySchema>;

const PRESENT = 'WHERE sample NOT IN (SELECT sample FROM deletedSample)';
const COUNTS = `SELECT (SELECT count(*) FROM mode ${PRESENT}) AS modes,
  (SELECT count(*) FROM field ${PRESENT}) AS fields,
  (SELECT count(*) FROM note ${PRESENT} OR sample IS NULL) AS notes`;
const REPORTS = `SELECT analysis, count(*) AS reports FROM report ${PRESENT} GROUP BY analysis`;

/** How many reports of each analysis that keeps any there are, by its name. */
function reportCounts({ db }: Connection) {
  const none = ANALYSES.filter(({ policy }) => policy === 'kept').map(({ name }) => [name, 0] as const);
  const found = db.prepare<[], [analysis: string, reports: number]>(REPORTS).raw().all();
  return Object.fromEntries([...none, ...found]);
}

export function projectSummary(connection: Connection): ProjectSummary {
  const { db, path } = connection;
  const jobs = listJobs(connection);
  const tags = tagsFound(connection);
  const titles = titlesFound(connection);
  const order = listHexatic(connection);
  const samples = listSamples(connection).map((sample) => ({
    ...sample,
    title: titles.get(sample.number) ?? null,
    ...(order.get(sample.number) ?? { psi6: null, meanPsi6: null }),
    tags: tags.get(sample.number) ?? [],
  }));
  const rows = db.prepare<[], { modes: number; fields: number; notes: number }>(COUNTS).get();
  if (rows === undefined) throw new Error('SELECT of counts gave no row');
  const allotted = jobs.reduce((sum, job) => sum + job.samples, 0);
  const failed = jobs.reduce((sum, job) => sum + job.failed, 0);
  const deleted = countDeleted(connection);
  return {
    path,
    schemaVersion: schemaVersion(db),
    bytes: databaseBytes(db),
    counts: {
      jobs: jobs.length,
      samples: samples.length,
      failed,
      missing: allotted - failed - deleted - samples.length,
      deleted,
      ...rows,
      ...reportCounts(connection),
    },
    jobs,
    samples,
    // Of which rows are lost is among the losses; the rest of the project is still told of.
    failures: isMiscounted(connection, 'failure', null) ? [] : listFailures(connection),
    losses: listLosses(connection),
    writer: currentLease(connection),
  };
}

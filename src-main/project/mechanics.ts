import { mechanicsReportSchema } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import type { MechanicsReport } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import { canonicalJson } from './configuration-json.ts';
import { keptReports } from './kept-reports.ts';
import type { KeptReport } from './kept-reports.ts';
import { checkCounts } from './optional-rows.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import type { Connection } from './sqlite.ts';

/** A report on the mechanics of a sample and when it was stored. */
export type StoredMechanics = Pick<KeptReport<MechanicsReport>, 'storedAt' | 'report'>;

const KEPT = keptReports('mechanics', 'mechanics', mechanicsReportSchema, ['degrees']);
const SAMPLES = 'SELECT DISTINCT sample FROM mechanics ORDER BY sample';

/**
 * Stores a report on a sample's mechanics, unless one of the same settings and version is there already: then that one
 * stays and false is given. TypeError for a report on another structure.
 * `storedAt`: of a report that is copied.
 */
export function insertMechanics(
  connection: Connection,
  sample: Pick<SampleNumbers, 'number' | 'contentHash' | 'particles'>,
  given: MechanicsReport,
  storedAt = new Date().toISOString(),
): boolean {
  const report = mechanicsReportSchema.parse(given);
  const { provenance, settings } = report;
  if (provenance.sampleHash !== sample.contentHash || report.sample.n !== sample.particles)
    throw new TypeError(`mechanics: the report is not on sample ${sample.number}`);
  const { pinned, ...others } = settings;
  const settingsText = canonicalJson({ ...others, ...(pinned === undefined ? {} : { pinned }) });
  const { version, variant, wallSeconds } = provenance;
  const id = KEPT.insert(
    connection,
    {
      ...{ sample: sample.number, version, variant, wallSeconds: wallSeconds['total'] ?? 0, storedAt },
      ...{ settings: settingsText, own: { degrees: settings.degrees } },
    },
    report,
  );
  return id !== null;
}

/** All reports on a sample, oldest first. Throws the error that names a damaged row. */
export function listMechanics(connection: Connection, sample: number): StoredMechanics[] {
  return KEPT.list(connection, sample).map(({ storedAt, report }) => ({ storedAt, report }));
}

/** The report on a sample that was stored last, or null. */
export function lastMechanics(connection: Connection, sample: number): StoredMechanics | null {
  const kept = KEPT.last(connection, sample);
  return kept === null ? null : { storedAt: kept.storedAt, report: kept.report };
}

/** Numbers of the samples that have a report, ascending. */
export function samplesWithMechanics(connection: Connection): number[] {
  checkCounts(connection, 'mechanics');
  return connection.db.prepare<[], number>(SAMPLES).pluck().all();
}

import type { ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { insertArrays } from './report-arrays.ts';
import { insertScalars, scalarsOf, type ScalarKind } from './report-scalars.ts';
import { insertReport, settingsText, type ReportRow } from './report-table.ts';
import { readNumbers } from './sample-numbers.ts';
import type { Connection } from './sqlite.ts';

/** What an analysis found on a sample, as it is given to the project. */
export interface NewReport<Report> extends Pick<ReportRow, 'version' | 'variant' | 'wallSeconds'> {
  report: Report;
  /** Their names differ; they have as many numbers as the sample needs. */
  arrays: readonly ReportArray[];
  /** A JSON object; properties that are undefined count as absent. */
  settings: object;
  /** SHA-256 of the structure that was analysed (`configurationHash`). */
  contentHash: string;
}

/**
 * Stores a report with its arrays and scalars and gives its id; null where one of the same analysis, settings and
 * version is there already: then that one stays. Runs inside the caller's transaction. Throws zod's error for a report
 * that does not fit its schema, TypeError for one on another structure and for arrays of another size.
 */
export function storeReport<Report>(
  connection: Connection,
  analysis: ScalarKind<Report>,
  number: number,
  { report: given, arrays, settings, contentHash, version, variant, wallSeconds }: NewReport<Report>,
): number | null {
  const sample = readNumbers(connection, number);
  const { name, title } = analysis;
  const report = analysis.report.parse(given);
  if (contentHash !== sample.contentHash) throw new TypeError(`${title}: the report is not on sample ${number}`);
  const id = insertReport(connection, {
    sample: number,
    analysis: name,
    version,
    variant,
    wallSeconds,
    storedAt: new Date().toISOString(),
    settings: settingsText(settings),
    report: JSON.stringify(report),
  });
  if (id === null) return null;
  insertArrays(connection, sample, { id, title }, arrays);
  insertScalars(connection, number, id, scalarsOf(analysis, report));
  return id;
}

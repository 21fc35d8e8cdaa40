import type { ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { checkCount } from './optional-rows.ts';
import { insertArrays, readReportArrays, reportTitle } from './report-arrays.ts';
import { insertScalars, storedScalars, type ScalarRow } from './report-scalars.ts';
import { insertReport, reportPlace, REPORTS, type ReportRow } from './report-table.ts';
import { readNumbers, type SizedSample } from './sample-numbers.ts';
import type { Connection } from './sqlite.ts';

/** A report with its arrays and scalars, to be stored in another project. */
export interface ReportCopy {
  row: Omit<ReportRow, 'id' | 'sample'>;
  arrays: ReportArray[];
  /** None where the project has none yet, or has lost some: they are made from the report. */
  scalars: ScalarRow[];
}

/**
 * All reports of a sample, oldest first, whatever the analysis: also those of analyses that this Keycore does not know.
 * Throws the error that names a damaged or lost row.
 */
export function copiesOfReports(connection: Connection, number: number): ReportCopy[] {
  readNumbers(connection, number);
  checkCount(connection, 'report', number);
  const rows = REPORTS.rows(connection, 'WHERE sample = ? ORDER BY storedAt, id', number);
  return rows.map((row) => {
    const title = reportTitle(row.analysis);
    REPORTS.checked(connection, reportPlace(row, title), row);
    const { analysis, version, variant, wallSeconds, storedAt, settings, report } = row;
    return {
      row: { analysis, version, variant, wallSeconds, storedAt, settings, report },
      arrays: readReportArrays(connection, number, row.id),
      scalars: storedScalars(connection, number, row.id, title),
    };
  });
}

/**
 * Stores a copy on a sample of the same structure; false where a report of the same analysis, settings and version is
 * there already. Runs inside the caller's transaction.
 */
export function insertCopy(connection: Connection, sample: SizedSample, { row, arrays, scalars }: ReportCopy): boolean {
  const id = insertReport(connection, { ...row, sample: sample.number });
  if (id === null) return false;
  insertArrays(connection, sample, { id, title: reportTitle(row.analysis) }, arrays);
  insertScalars(connection, sample.number, id, scalars);
  return true;
}

import type { ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { analysisNamed } from '../../native-workers/analyses/table.ts';
import { arrayToBlob } from './array-blob.ts';
import { checkLayout, lengthOf, shapeText } from './array-rows.ts';
import { checkCount, countRows } from './optional-rows.ts';
import { reportPlace } from './report-table.ts';
import { readNumbers, type SizedSample } from './sample-numbers.ts';
import { SealedTable, type Sealed } from './sealed-table.ts';
import { damagedRow, firstColumn, type Connection } from './sqlite.ts';

interface ArrayRow extends Omit<ReportArray, 'data'> {
  sample: number;
  report: number;
  shape: string;
  data: Uint8Array;
}

const ARRAYS = new SealedTable<ArrayRow>('reportArray', 'sample, report, name, kind, unit, shape, data');

const SELECT_LISTED = `SELECT reportArray.name, kind, unit, reportArray.report, analysis FROM reportArray
  JOIN report ON report.id = reportArray.report WHERE report.sample = ? ORDER BY report.id, reportArray.id`;
const SELECT_ANALYSIS = 'SELECT analysis FROM report WHERE sample = ? AND id = ?';

/** What messages call one report of an analysis; the name where this Keycore does not know the analysis. */
export function reportTitle(analysis: string): string {
  return analysisNamed(analysis)?.title ?? analysis;
}

/**
 * Stores the arrays of a report; one row each. Runs inside the caller's transaction. TypeError where one has not the
 * size of the sample, or a name occurs twice.
 */
export function insertArrays(
  connection: Connection,
  { number, particles }: SizedSample,
  { id, title }: { id: number; title: string },
  arrays: readonly ReportArray[],
): void {
  if (new Set(arrays.map(({ name }) => name)).size !== arrays.length)
    throw new TypeError(`${title}: two of its arrays have the same name`);
  for (const { name, kind, unit, data } of arrays) {
    if (data.length !== lengthOf(kind, particles, data.length))
      throw new TypeError(`${title}: its array '${name}' does not fit sample ${number} of ${particles} particles`);
    const shape = shapeText(kind, particles, data.length);
    ARRAYS.insert(connection, { sample: number, report: id, name, kind, unit, shape, data: arrayToBlob(data) });
  }
  countRows(connection, 'reportArray', number, arrays.length);
}

/** The array in a row, once its shape, length and checksum are found right; throws the error that names the row. */
function arrayOf(connection: Connection, place: string, particles: number, row: Sealed<ArrayRow>) {
  const { name, kind, unit, data } = row;
  const where = `${place}, array '${name}'`;
  // A damaged record can shift its columns, so that not even their types are certain.
  if (!((data as unknown) instanceof Uint8Array)) throw damagedRow(connection, where, 'no bytes are there');
  checkLayout(connection, where, row, particles, 'f64');
  ARRAYS.checked(connection, where, row);
  return { name, kind, unit, data: new Float64Array(new Uint8Array(data).buffer) };
}

/** Throws the error that names a lost row of reports or their arrays. */
function checkCounts(connection: Connection, sample: number) {
  for (const kind of ['report', 'reportArray'] as const) checkCount(connection, kind, sample);
}

/** What messages call a report of a sample, once no row is found lost; null where the sample has no such report. */
function placeOf(connection: Connection, sample: number, report: number) {
  checkCounts(connection, sample);
  const analysis = firstColumn<string>(connection, SELECT_ANALYSIS, sample, report).at(0);
  return analysis === undefined ? null : reportPlace({ sample, id: report }, reportTitle(analysis));
}

/** An array of a report, without its numbers. */
export interface ListedArray extends Omit<ReportArray, 'data'> {
  /** Id of the report, and its analysis. */
  report: number;
  analysis: string;
}

/** The arrays of all reports on a sample, oldest report first. Throws the error that names a lost row. */
export function listReportArrays(connection: Connection, number: number): ListedArray[] {
  readNumbers(connection, number);
  checkCounts(connection, number);
  return connection.db.prepare<[number], ListedArray>(SELECT_LISTED).all(number);
}

/** Those arrays of a report of which `rest` of the query says more, in which order. */
function select(connection: Connection, number: number, report: number, rest: string, ...values: string[]) {
  const { particles } = readNumbers(connection, number);
  const place = placeOf(connection, number, report);
  if (place === null) return [];
  const rows = ARRAYS.rows(connection, `WHERE report = ? ${rest}`, report, ...values);
  return rows.map((row) => arrayOf(connection, place, particles, row));
}

/**
 * One array of a report of a sample, in memory of its own; null where there is no such report of that sample, or no
 * such array of it. Throws the error that names a damaged or lost row.
 */
export function readReportArray(
  connection: Connection,
  number: number,
  report: number,
  name: string,
): ReportArray | null {
  return select(connection, number, report, 'AND name = ?', name).at(0) ?? null;
}

/** All arrays of a report, in the order in which they were given; none where the sample has no such report. */
export function readReportArrays(connection: Connection, number: number, report: number): ReportArray[] {
  return select(connection, number, report, 'ORDER BY id');
}

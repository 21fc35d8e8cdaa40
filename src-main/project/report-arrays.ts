import type { ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { analysisNamed } from '../../native-workers/analyses/table.ts';
import { arrayToBlob, blobBytes, blobToArray } from './array-blob.ts';
import { checkCount, countRows } from './optional-rows.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import { checkSeal, rowChecksum } from './seal.ts';
import { damagedRow, type Connection } from './sqlite.ts';

interface ArrayRow {
  sample: number;
  report: number;
  name: string;
  kind: ReportArray['kind'];
  unit: string | null;
  shape: string;
  crc32: number;
  data: Uint8Array;
}

const INSERT = `INSERT INTO reportArray (sample, report, name, kind, unit, shape, crc32, data)
  VALUES (@sample, @report, @name, @kind, @unit, @shape, @crc32, @data)`;
const SELECT = 'SELECT sample, report, name, kind, unit, shape, crc32, data FROM reportArray WHERE report = ?';
const SELECT_NAMES = 'SELECT name FROM reportArray WHERE report = ? ORDER BY id';
const SELECT_LISTED = `SELECT reportArray.name, kind, unit, reportArray.report, analysis FROM reportArray
  JOIN report ON report.id = reportArray.report WHERE report.sample = ? ORDER BY report.id, reportArray.id`;
const SELECT_ANALYSIS = 'SELECT analysis FROM report WHERE sample = ? AND id = ?';

/** What messages call one report of an analysis; the name where this Keycore does not know the analysis. */
export function reportTitle(analysis: string): string {
  return analysisNamed(analysis)?.title ?? analysis;
}

/** Shape of an array; a series has the length that it has. */
function shapeOf(kind: ReportArray['kind'], particles: number, length: number): string {
  if (kind === 'series') return JSON.stringify([length]);
  return JSON.stringify(kind === 'vector' ? [particles, 2] : [particles]);
}

function lengthOf(kind: ReportArray['kind'], particles: number, length: number): number {
  if (kind === 'series') return length;
  return kind === 'vector' ? 2 * particles : particles;
}

/**
 * Stores the arrays of a report; one row each. Runs inside the caller's transaction. TypeError where one has not the
 * size of the sample, or a name occurs twice.
 */
export function insertArrays(
  connection: Connection,
  { number, particles }: Pick<SampleNumbers, 'number' | 'particles'>,
  { id, title }: { id: number; title: string },
  arrays: readonly ReportArray[],
): void {
  if (new Set(arrays.map(({ name }) => name)).size !== arrays.length)
    throw new TypeError(`${title}: two of its arrays have the same name`);
  const insert = connection.db.prepare(INSERT);
  for (const { name, kind, unit, data } of arrays) {
    if (data.length !== lengthOf(kind, particles, data.length))
      throw new TypeError(`${title}: its array '${name}' does not fit sample ${number} of ${particles} particles`);
    const row = { sample: number, report: id, name, kind, unit, shape: shapeOf(kind, particles, data.length) };
    const blob = arrayToBlob(data);
    insert.run({ ...row, crc32: rowChecksum(row, blob), data: blob });
  }
  countRows(connection, 'reportArray', number, arrays.length);
}

/** The array in a row, once its shape, length and checksum are found right; throws the error that names the row. */
function arrayOf(connection: Connection, place: string, particles: number, { data, ...row }: ArrayRow): ReportArray {
  const { name, kind, unit, shape } = row;
  const where = `${place}, array '${name}'`;
  // A damaged record can shift its columns, so that not even their types are certain.
  if (!((data as unknown) instanceof Uint8Array)) throw damagedRow(connection, where, 'no bytes are there');
  const length = data.byteLength / Float64Array.BYTES_PER_ELEMENT;
  if (shape !== shapeOf(kind, particles, length))
    throw damagedRow(connection, where, `its shape is ${shape}, the sample has ${particles} particles`);
  const expected = blobBytes('f64', lengthOf(kind, particles, Math.floor(length)));
  if (data.byteLength !== expected)
    throw damagedRow(connection, where, `${data.byteLength} bytes, shape ${shape} needs ${expected}`);
  checkSeal(connection, where, row, data);
  const numbers = blobToArray('f64', data);
  if (!(numbers instanceof Float64Array)) throw new TypeError('an array of f64 came out as another type');
  return { name, kind, unit, data: numbers };
}

/** What messages call a report of a sample, once no row is found lost; null where the sample has no such report. */
function placeOf(connection: Connection, sample: number, report: number): string | null {
  for (const kind of ['report', 'reportArray'] as const) checkCount(connection, kind, sample);
  const analysis = connection.db.prepare<[number, number], string>(SELECT_ANALYSIS).pluck().get(sample, report);
  return analysis === undefined ? null : `sample ${sample}, ${reportTitle(analysis)} ${report}`;
}

/** An array of a report, without its numbers. */
export interface ListedArray extends Omit<ReportArray, 'data'> {
  /** Id of the report, and its analysis. */
  report: number;
  analysis: string;
}

/** The arrays of all reports on a sample, oldest report first. Throws the error that names a lost row. */
export function listReportArrays(connection: Connection, sample: number): ListedArray[] {
  for (const kind of ['report', 'reportArray'] as const) checkCount(connection, kind, sample);
  return connection.db.prepare<[number], ListedArray>(SELECT_LISTED).all(sample);
}

/** Names of the arrays of a report, in the order in which they were given; null where the sample has no such report. */
export function reportArrayNames(connection: Connection, sample: number, report: number): string[] | null {
  if (placeOf(connection, sample, report) === null) return null;
  return connection.db.prepare<[number], string>(SELECT_NAMES).pluck().all(report);
}

/**
 * One array of a report of a sample, in memory of its own; null where there is no such report of that sample, or no
 * such array of it. Throws the error that names a damaged or lost row.
 */
export function readReportArray(
  connection: Connection,
  { number, particles }: Pick<SampleNumbers, 'number' | 'particles'>,
  report: number,
  name: string,
): ReportArray | null {
  const place = placeOf(connection, number, report);
  if (place === null) return null;
  const row = connection.db.prepare<[number, string], ArrayRow>(`${SELECT} AND name = ?`).get(report, name);
  return row === undefined ? null : arrayOf(connection, place, particles, row);
}

/** All arrays of a report, in the order in which they were given; none where the sample has no such report. */
export function readReportArrays(
  connection: Connection,
  { number, particles }: Pick<SampleNumbers, 'number' | 'particles'>,
  report: number,
): ReportArray[] {
  const place = placeOf(connection, number, report);
  if (place === null) return [];
  const rows = connection.db.prepare<[number], ArrayRow>(`${SELECT} ORDER BY id`).all(report);
  return rows.map((row) => arrayOf(connection, place, particles, row));
}

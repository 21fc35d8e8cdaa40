import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { canonicalJson, type JsonValue } from './configuration-json.ts';
import { checkCount, countRows } from './optional-rows.ts';
import { readNumbers } from './sample-numbers.ts';
import { sealedDocument } from './seal.ts';
import { SealedTable, type Sealed } from './sealed-table.ts';
import type { Connection } from './sqlite.ts';

/** What reading a report needs to know of its analysis. */
export type ReportKind<Report> = Pick<Analysis<unknown, unknown, Report>, 'name' | 'title' | 'report'>;

/** A row of the table `report`. */
export interface ReportRow {
  id: number;
  sample: number;
  analysis: string;
  /** Of Keycore. */
  version: string;
  /** Of the kernels. */
  variant: string;
  /** Wall time of the whole analysis. */
  wallSeconds: number;
  /** ISO 8601. */
  storedAt: string;
  /** Canonical JSON. */
  settings: string;
  /** JSON. */
  report: string;
}

/** A report as it lies in the project; its arrays are read one by one. */
export interface StoredReport<Report> extends Omit<ReportRow, 'sample' | 'analysis' | 'settings' | 'report'> {
  report: Report;
}

export const REPORTS = new SealedTable<ReportRow, 'id'>(
  'report',
  'id, sample, analysis, version, variant, wallSeconds, storedAt, settings, report',
  { key: 'id' },
);

const SAME = 'SELECT id FROM report WHERE sample = ? AND analysis = ? AND settings = ? AND version = ?';

/** As JSON has it: without properties that are undefined. What else JSON cannot hold is refused by `canonicalJson`. */
function withoutUndefined(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  const defined = Object.entries(value).filter(([, property]) => property !== undefined);
  return Object.fromEntries(defined.map(([name, property]) => [name, withoutUndefined(property)]));
}

/** Settings as the column has them: equal settings give equal text. */
export function settingsText(settings: object): string {
  return canonicalJson(withoutUndefined(settings), 'settings');
}

/** What messages call a report: "sample 3, strain 1". */
export function reportPlace({ sample, id }: Pick<ReportRow, 'sample' | 'id'>, title: string): string {
  return `sample ${sample}, ${title} ${id}`;
}

/** The report in a row; throws the error that names the row where it is damaged or does not fit its schema. */
export function checkedReport<Report>(
  connection: Connection,
  { title, report: schema }: Pick<ReportKind<Report>, 'title' | 'report'>,
  row: Sealed<ReportRow>,
): Report {
  const where = reportPlace(row, title);
  REPORTS.checked(connection, where, row);
  return sealedDocument(connection, where, row.report, schema);
}

/**
 * Inserts the row of a report and gives its id; null where one of the same analysis, settings and version is there
 * already. Runs inside the caller's transaction.
 */
export function insertReport(connection: Connection, row: Omit<ReportRow, 'id'>): number | null {
  const { sample, analysis, settings, version } = row;
  if (connection.db.prepare(SAME).get(sample, analysis, settings, version) !== undefined) return null;
  const id = Number(REPORTS.insert(connection, row).lastInsertRowid);
  countRows(connection, 'report', sample, 1);
  return id;
}

/** Those reports of an analysis on a sample of which `rest` of the query says more, in which order. */
function select<Report>(
  connection: Connection,
  kind: ReportKind<Report>,
  number: number,
  rest: string,
  ...values: string[]
) {
  readNumbers(connection, number);
  checkCount(connection, 'report', number);
  const rows = REPORTS.rows(connection, `WHERE sample = ? AND analysis = ? ${rest}`, number, kind.name, ...values);
  return rows.map((row) => {
    const { id, storedAt, version, variant, wallSeconds } = row;
    return { id, storedAt, version, variant, wallSeconds, report: checkedReport(connection, kind, row) };
  });
}

/** The report of an analysis on a sample that was stored last, or null. Throws the error that names a damaged or lost row. */
export function lastReport<Report>(
  connection: Connection,
  kind: ReportKind<Report>,
  number: number,
): StoredReport<Report> | null {
  return select(connection, kind, number, 'ORDER BY id DESC LIMIT 1').at(0) ?? null;
}

/** The report of the same settings that the same version of Keycore has stored, or null. Throws likewise. */
export function findReport<Report>(
  connection: Connection,
  kind: ReportKind<Report>,
  number: number,
  settings: object,
  version: string,
): StoredReport<Report> | null {
  const found = select(connection, kind, number, 'AND settings = ? AND version = ?', settingsText(settings), version);
  return found.at(0) ?? null;
}

/** A report as a list names it. */
export interface ReportEntryRow extends Pick<ReportRow, 'id' | 'storedAt' | 'version'> {
  /** The settings that it was made with, all of them. */
  settings: JsonValue;
}

/** All reports of an analysis on a sample, those of other versions too, newest first. Throws likewise. */
export function listReports(
  connection: Connection,
  { name, title }: Pick<ReportKind<unknown>, 'name' | 'title'>,
  number: number,
): ReportEntryRow[] {
  readNumbers(connection, number);
  checkCount(connection, 'report', number);
  const rows = REPORTS.rows(connection, 'WHERE sample = ? AND analysis = ? ORDER BY id DESC', number, name);
  return rows.map((row) => {
    REPORTS.checked(connection, reportPlace(row, title), row);
    const { id, storedAt, version, settings } = row;
    return { id, storedAt, version, settings: JSON.parse(settings) as JsonValue };
  });
}

/** The report of an analysis on a sample with this id, or null. Throws likewise. */
export function readReport<Report>(
  connection: Connection,
  kind: ReportKind<Report>,
  number: number,
  id: number,
): StoredReport<Report> | null {
  return select(connection, kind, number, 'AND id = ?', String(id)).at(0) ?? null;
}

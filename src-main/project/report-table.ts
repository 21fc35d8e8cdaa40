import { z } from 'zod';
import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { canonicalJson, type JsonValue } from './configuration-json.ts';
import { checkCount, checkCounts, countRows } from './optional-rows.ts';
import { checkSeal, seal, sealedJson } from './seal.ts';
import type { Connection } from './sqlite.ts';

/** What reading a report needs to know of its analysis. */
export type ReportKind<Report> = Pick<Analysis<unknown, unknown, Report>, 'name' | 'title' | 'report'>;

/** A report as it lies in the project; its arrays are read one by one. */
export interface StoredReport<Report> {
  /** Key of its row. */
  id: number;
  /** ISO 8601. */
  storedAt: string;
  version: string;
  variant: string;
  wallSeconds: number;
  report: Report;
}

/** A row of the table `report`. */
export interface ReportRow {
  id: number;
  sample: number;
  analysis: string;
  version: string;
  variant: string;
  wallSeconds: number;
  storedAt: string;
  crc32: number;
  /** Canonical JSON. */
  settings: string;
  /** JSON. */
  report: string;
}

const COLUMNS = ['sample', 'analysis', 'version', 'variant', 'wallSeconds', 'storedAt', 'crc32', 'settings', 'report'];
const INSERT = `INSERT INTO report (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`;
export const SELECT_REPORTS = `SELECT id, ${COLUMNS.join(', ')} FROM report`;
const OF_ANALYSIS = `${SELECT_REPORTS} WHERE sample = ? AND analysis = ?`;
const SAME = 'SELECT id FROM report WHERE sample = ? AND analysis = ? AND settings = ? AND version = ?';
const SAMPLES = 'SELECT DISTINCT sample FROM report WHERE analysis = ? ORDER BY sample';

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

/** Throws the error that names the row unless it holds what was sealed. */
export function checkReportSeal(connection: Connection, { id, ...row }: ReportRow, title: string): void {
  checkSeal(connection, reportPlace({ sample: row.sample, id }, title), { ...row });
}

/** The report in a row; throws the error that names the row where it is damaged or does not fit its schema. */
export function checkedReport<Report>(
  connection: Connection,
  { title, report: schema }: Pick<ReportKind<Report>, 'title' | 'report'>,
  row: ReportRow,
): Report {
  checkReportSeal(connection, row, title);
  const where = reportPlace(row, title);
  const parsed = schema.safeParse(sealedJson(connection, where, row.report));
  if (parsed.success) return parsed.data;
  throw new BadInput(
    `was not written by this kind of Keycore: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
    { file: connection.path, field: where },
  );
}

function asStored<Report>(connection: Connection, kind: ReportKind<Report>, row: ReportRow): StoredReport<Report> {
  const report = checkedReport(connection, kind, row);
  const { id, storedAt, version, variant, wallSeconds } = row;
  return { id, storedAt, version, variant, wallSeconds, report };
}

/**
 * Inserts the row of a report and gives its id; null where one of the same analysis, settings and version is there
 * already. Runs inside the caller's transaction.
 */
export function insertReport(connection: Connection, row: Omit<ReportRow, 'id' | 'crc32'>): number | null {
  const { db } = connection;
  const { sample, analysis, settings, version } = row;
  if (db.prepare(SAME).get(sample, analysis, settings, version) !== undefined) return null;
  const id = Number(db.prepare(INSERT).run(seal({ ...row })).lastInsertRowid);
  countRows(connection, 'report', sample, 1);
  return id;
}

/** All reports of an analysis on a sample, oldest first. Throws the error that names a damaged or lost row. */
export function listReports<Report>(
  connection: Connection,
  kind: ReportKind<Report>,
  sample: number,
): StoredReport<Report>[] {
  checkCount(connection, 'report', sample);
  const rows = connection.db.prepare<[number, string], ReportRow>(`${OF_ANALYSIS} ORDER BY id`).all(sample, kind.name);
  return rows.map((row) => asStored(connection, kind, row));
}

/** The report of an analysis on a sample that was stored last, or null. Throws as `listReports`. */
export function lastReport<Report>(
  connection: Connection,
  kind: ReportKind<Report>,
  sample: number,
): StoredReport<Report> | null {
  checkCount(connection, 'report', sample);
  const last = `${OF_ANALYSIS} ORDER BY id DESC LIMIT 1`;
  const row = connection.db.prepare<[number, string], ReportRow>(last).get(sample, kind.name);
  return row === undefined ? null : asStored(connection, kind, row);
}

/** The report of the same settings that the same version of Keycore has stored, or null. Throws as `listReports`. */
export function findReport<Report>(
  connection: Connection,
  kind: ReportKind<Report>,
  sample: number,
  settings: object,
  version: string,
): StoredReport<Report> | null {
  checkCount(connection, 'report', sample);
  const row = connection.db
    .prepare<[number, string, string, string], ReportRow>(`${OF_ANALYSIS} AND settings = ? AND version = ?`)
    .get(sample, kind.name, settingsText(settings), version);
  return row === undefined ? null : asStored(connection, kind, row);
}

/** Numbers of the samples that have a report of an analysis, ascending. */
export function samplesWithReport(connection: Connection, { name }: Pick<Analysis, 'name'>): number[] {
  checkCounts(connection, 'report');
  return connection.db.prepare<[string], number>(SAMPLES).pluck().all(name);
}

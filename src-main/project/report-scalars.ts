import type { ScalarDescription } from '../../native-workers/analysis/description/analysis.ts';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { checkCounts, countRows, isMiscounted, miscountedSamples, storedCount } from './optional-rows.ts';
import { checkedReport, reportPlace, REPORTS, type ReportKind, type ReportRow } from './report-table.ts';
import { SealedTable, type Sealed } from './sealed-table.ts';
import { firstColumn, type Connection } from './sqlite.ts';

/** A scalar of an analysis, whatever its report: `valuesOf` is only called with a report of that analysis. */
export type ScalarSource = Pick<ScalarDescription<never>, 'name' | 'of' | 'valuesOf'>;

/** What the scalars of an analysis are worked out from. */
export type ScalarKind<Report = unknown> = ReportKind<Report> & { scalars: readonly ScalarSource[] };

/** A number of a report, as its row has it; `position`: place of the mode in the report, −1 for the sample. */
export interface ScalarRow {
  name: string;
  position: number;
  /** Null where it does not exist. */
  value: number | null;
}

/** A number of a report, of the sample or of one of its modes. */
export interface ReportScalar extends Omit<ScalarRow, 'position'> {
  sample: number;
  /** Key of the row of the report. */
  report: number;
  /** Place of the mode in the report; null for a number of the sample. */
  mode: number | null;
}

/** Position of a number of the sample. */
const OF_SAMPLE = -1;

type StoredScalar = ScalarRow & { sample: number; report: number };

const SCALARS = new SealedTable<StoredScalar>('reportScalar', 'sample, report, name, position, value');

/** Reports of an analysis that have no row of a name. */
const SELECT_WITHOUT = `SELECT id FROM report WHERE analysis = ?
  AND NOT EXISTS (SELECT 1 FROM reportScalar WHERE reportScalar.report = report.id AND name = ?)`;
const DELETE_OF_SAMPLE = 'DELETE FROM reportScalar WHERE sample = ?';

/** The scalars of a report. Throws TypeError where an analysis gives other values than it describes. */
export function scalarsOf({ title, scalars }: Pick<ScalarKind, 'title' | 'scalars'>, report: unknown): ScalarRow[] {
  return scalars.flatMap(({ name, of, valuesOf }) => {
    // The caller has checked the report against the schema of the same analysis.
    const values = valuesOf(report as never);
    if (of === 'sample' && values.length !== 1)
      throw new TypeError(`${title}: '${name}' is one number of the sample, got ${values.length}`);
    return values.map((value, at) => {
      if (value !== null && !Number.isFinite(value)) throw new TypeError(`${title}: '${name}' is ${value}`);
      return { name, position: of === 'mode' ? at : OF_SAMPLE, value };
    });
  });
}

/** Stores the scalars of a report; one row each. Runs inside the caller's transaction. */
export function insertScalars(
  connection: Connection,
  sample: number,
  report: number,
  scalars: readonly ScalarRow[],
): void {
  for (const scalar of scalars) SCALARS.insert(connection, { ...scalar, sample, report });
  countRows(connection, 'reportScalar', sample, scalars.length);
}

function checkScalar(connection: Connection, title: string, row: Sealed<StoredScalar>) {
  const { sample, report, name } = row;
  return SCALARS.checked(connection, `${reportPlace({ sample, id: report }, title)}, number '${name}'`, row);
}

/**
 * The scalars of a report as its rows have them; none where the sample has lost some: they can be made again. Throws
 * the error that names a damaged row.
 */
export function storedScalars(connection: Connection, sample: number, report: number, title: string): ScalarRow[] {
  if (isMiscounted(connection, 'reportScalar', sample)) return [];
  return SCALARS.rows(connection, 'WHERE report = ?', report).map((row) => {
    const { name, position, value } = checkScalar(connection, title, row);
    return { name, position, value };
  });
}

/** Reports of an analysis that were stored before one of its scalars was described. */
function withoutScalars(connection: Connection, { name, scalars }: ScalarKind) {
  return new Set(scalars.flatMap((scalar) => firstColumn<number>(connection, SELECT_WITHOUT, name, scalar.name)));
}

function asListed({ sample, report, name, position, value }: StoredScalar) {
  return { sample, report, name, mode: position === OF_SAMPLE ? null : position, value };
}

/** The scalars of a report as they come from the report itself. Throws the error that names it if it is damaged. */
function scalarsOfRow(connection: Connection, kind: ScalarKind, row: Sealed<ReportRow>) {
  const { id: report, sample } = row;
  return scalarsOf(kind, checkedReport(connection, kind, row)).map((scalar) => ({ ...scalar, sample, report }));
}

/**
 * The scalars of all reports of an analysis on samples that are not deleted, by sample, report, name and mode. Those of reports that were stored before
 * a scalar was described, or whose rows are lost, come from the report. Throws the error that names a damaged row or a
 * lost report.
 */
export function listScalars(connection: Connection, kind: ScalarKind): ReportScalar[] {
  checkCounts(connection, 'report');
  const known = new Set(kind.scalars.map(({ name }) => name));
  const lost = new Set(miscountedSamples(connection, 'reportScalar'));
  const without = withoutScalars(connection, kind);
  const isStale = (sample: number, report: number) => lost.has(sample) || without.has(report);
  const stored = SCALARS.rows(connection, 'WHERE report IN (SELECT id FROM report WHERE analysis = ?)', kind.name)
    .filter(({ sample, report, name }) => known.has(name) && !isStale(sample, report))
    .map((row) => checkScalar(connection, kind.title, row));
  const stale = connection.db
    .prepare<[string], { id: number; sample: number }>('SELECT id, sample FROM report WHERE analysis = ?')
    .all(kind.name)
    .filter(({ id, sample }) => known.size > 0 && isStale(sample, id));
  const made = stale.flatMap(({ id }) =>
    REPORTS.rows(connection, 'WHERE id = ?', id).flatMap((row) => scalarsOfRow(connection, kind, row)),
  );
  const hidden = new Set(
    connection.seesDeleted === true ? [] : firstColumn<number>(connection, 'SELECT sample FROM deletedSample'),
  );
  return [...stored, ...made]
    .filter(({ sample }) => !hidden.has(sample))
    .map(asListed)
    .sort(
      (a, b) =>
        a.sample - b.sample ||
        a.report - b.report ||
        (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
        (a.mode ?? OF_SAMPLE) - (b.mode ?? OF_SAMPLE),
    );
}

/** Makes all scalars of a report again, whatever is there. Throws the error that names a damaged report. */
function refill(connection: Connection, kind: ScalarKind, report: number) {
  const row = REPORTS.rows(connection, 'WHERE id = ?', report).at(0);
  if (row === undefined) return;
  const scalars = scalarsOfRow(connection, kind, row);
  const former = connection.db.prepare('DELETE FROM reportScalar WHERE report = ?').run(report).changes;
  countRows(connection, 'reportScalar', row.sample, -former);
  insertScalars(connection, row.sample, report, scalars);
}

/**
 * Makes scalars again that are lost, and those that an analysis has described since its reports were stored, from the
 * reports. Runs inside the caller's transaction. Gives what the user should know; a damaged report is named there.
 */
export function fillScalars(connection: Connection, kinds: readonly ScalarKind[] = ANALYSES): string[] {
  const { db } = connection;
  const messages: string[] = [];
  for (const sample of miscountedSamples(connection, 'reportScalar')) {
    db.prepare(DELETE_OF_SAMPLE).run(sample);
    countRows(connection, 'reportScalar', sample, -storedCount(connection, 'reportScalar', sample));
    messages.push(`sample ${sample}: numbers of its reports were lost; they were made again from the reports`);
  }
  for (const kind of kinds)
    for (const report of withoutScalars(connection, kind)) {
      try {
        refill(connection, kind, report);
      } catch (error) {
        // The rest of the project is not damaged.
        if (!(error instanceof BadInput)) throw error;
        messages.push(error.message);
      }
    }
  return messages;
}

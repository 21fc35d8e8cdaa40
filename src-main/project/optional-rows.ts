import { SealedTable, type Sealed } from './sealed-table.ts';
import { damagedRow, firstColumn, type Connection } from './sqlite.ts';

/**
 * Tables whose rows a project may or may not have, with the column that names the sample of a row (NULL: the rows are
 * counted for the project as a whole). SQLite's own checks do not find
 * a table that has lost its rows as a whole, so how many there should be is kept in the sealed table `optionalRows`.
 *
 * A new kind is a line here; it needs no migration. Whatever inserts or deletes its rows calls `countRows` in the same
 * transaction, whatever reads them `checkCount`.
 *
 * Not among them: what the row of a sample counts itself (modes, fields), what another row refers to (jobs, allotments,
 * samples: `foreign_key_check` misses them), and checkpoints, whose loss costs time only: the sample is then made from
 * its seed, to the same bits.
 */
const KINDS = {
  elasticity: 'sample',
  verdict: 'sample',
  report: 'sample',
  reportArray: 'sample',
  reportScalar: 'sample',
  tag: 'sample',
  note: 'sample',
  title: 'sample',
  hexatic: 'sample',
  trace: 'sample',
  failure: 'NULL',
  pending: 'NULL',
  deletedSample: 'NULL',
} as const;

export type OptionalKind = keyof typeof KINDS;

export const OPTIONAL_KINDS = Object.keys(KINDS) as OptionalKind[];

/** What messages call a row of a kind, where its name does not say. */
const WORDS: Partial<Record<OptionalKind, string>> = {
  report: 'reports',
  reportArray: 'arrays of reports',
  reportScalar: 'numbers of reports',
  pending: 'pending work',
  title: 'its name',
  hexatic: 'hexatic order',
  trace: 'traces of its run',
  deletedSample: 'deletions',
};

interface CountRow {
  sample: number | null;
  kind: OptionalKind;
  count: number;
}

/** Rows of a kind that a sample (null: the project) has more or fewer of than were stored. */
export interface Miscount extends Omit<CountRow, 'count'> {
  stored: number;
  found: number;
}

const COUNTS = new SealedTable<CountRow>('optionalRows', 'sample, kind, count');

/** A sample, or the project, as messages name where a row is lost. */
export function placeOf(sample: number | null): string {
  return sample === null ? 'the whole project' : `sample ${sample}`;
}

function checked(connection: Connection, row: Sealed<CountRow>) {
  const of = row.sample === null ? 'the project' : `sample ${row.sample}`;
  return COUNTS.checked(connection, `count of ${row.kind} of ${of}`, row).count;
}

/** How many rows of a kind have been stored for a sample, or for the project (null). */
export function storedCount(connection: Connection, kind: OptionalKind, sample: number | null): number {
  const row = COUNTS.rows(connection, 'WHERE kind = ? AND sample IS ?', kind, sample).at(0);
  return row === undefined ? 0 : checked(connection, row);
}

/** How many rows of a kind have been stored, by sample. */
export function storedCounts(connection: Connection, kind: OptionalKind): Map<number | null, number> {
  const rows = COUNTS.rows(connection, 'WHERE kind = ?', kind);
  return new Map(rows.map((row) => [row.sample, checked(connection, row)]));
}

/**
 * Notes that `change` rows of a kind were inserted (negative: deleted). Runs inside the caller's transaction, which
 * also holds the rows.
 */
export function countRows(connection: Connection, kind: OptionalKind, sample: number | null, change: number): void {
  if (change === 0) return;
  const count = Math.max(0, storedCount(connection, kind, sample) + change);
  connection.db.prepare('DELETE FROM optionalRows WHERE kind = ? AND sample IS ?').run(kind, sample);
  if (count > 0) COUNTS.insert(connection, { sample, kind, count });
}

/** What messages say of a miscount: "1 row of reports is missing". */
export function miscountText({ kind, stored, found }: Miscount): string {
  const rows = Math.abs(stored - found);
  const [noun, verb] = rows === 1 ? ['row', 'is'] : ['rows', 'are'];
  const rest = found < stored ? 'missing' : 'there that nothing has counted';
  return `${rows} ${noun} of ${WORDS[kind] ?? kind} ${verb} ${rest}`;
}

function refuse(connection: Connection, miscount: Miscount) {
  if (miscount.stored === miscount.found) return;
  throw damagedRow(connection, placeOf(miscount.sample), miscountText(miscount));
}

/** How many rows of a kind a sample (null: the project) has, and how many were stored. */
function countsOf(connection: Connection, kind: OptionalKind, sample: number | null) {
  const query = `SELECT count(*) FROM ${kind} WHERE ${KINDS[kind]} IS ?`;
  const [found] = firstColumn<number>(connection, query, sample);
  return { kind, sample, stored: storedCount(connection, kind, sample), found };
}

/** Whether a sample has more or fewer rows of a kind than were stored. */
export function isMiscounted(connection: Connection, kind: OptionalKind, sample: number | null): boolean {
  const { stored, found } = countsOf(connection, kind, sample);
  return stored !== found;
}

/** Throws the error that names the loss unless a sample (null: the project) has as many rows of a kind as were stored. */
export function checkCount(connection: Connection, kind: OptionalKind, sample: number | null): void {
  refuse(connection, countsOf(connection, kind, sample));
}

/** Rows that are there, by sample. */
function foundCounts({ db }: Connection, kind: OptionalKind) {
  const sample = KINDS[kind];
  const counts = `SELECT ${sample}, count(*) FROM ${kind} GROUP BY ${sample}`;
  return new Map(db.prepare<[], [sample: number | null, count: number]>(counts).raw().all());
}

/** Everything of a kind that is lost, or there without having been counted, by sample. */
export function miscounts(connection: Connection, kind: OptionalKind): Miscount[] {
  const stored = storedCounts(connection, kind);
  const found = foundCounts(connection, kind);
  return [...new Set([...stored.keys(), ...found.keys()])]
    .map((sample) => ({ kind, sample, stored: stored.get(sample) ?? 0, found: found.get(sample) ?? 0 }))
    .filter((each) => each.stored !== each.found)
    .sort((a, b) => (a.sample ?? 0) - (b.sample ?? 0));
}

/** Samples that have lost rows of a kind, or have more than were stored, ascending. */
export function miscountedSamples(connection: Connection, kind: OptionalKind): number[] {
  return miscounts(connection, kind).flatMap(({ sample }) => sample ?? []);
}

/** As `checkCount`, for all samples and the project: throws the first loss. */
export function checkCounts(connection: Connection, kind: OptionalKind): void {
  for (const miscount of miscounts(connection, kind)) refuse(connection, miscount);
}

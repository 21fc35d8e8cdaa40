import { BadInput } from '../../native-workers/text/bad-input.ts';
import { checkCount, countRows } from './optional-rows.ts';
import { SealedTable, type Sealed } from './sealed-table.ts';
import { firstColumn, type Connection } from './sqlite.ts';

/** A sample number that the user has deleted. */
export interface DeletedSample {
  sample: number;
  /** Which deletion: those of one have one number. */
  deletion: number;
  /** ISO 8601. */
  deletedAt: string;
  /** Of its structure, by which a merge knows it. */
  contentHash: string;
  /** What it was called. */
  label: string;
  /** 1 once its rows are removed: it can only be made again. */
  purged: number;
}

export const DELETED = new SealedTable<DeletedSample>(
  'deletedSample',
  'sample, deletion, deletedAt, contentHash, label, purged',
);

/** So many samples are named one by one in a message. */
const MOST_NAMED = 5;

/** A condition of SQL: the sample in a column is not deleted, or that is not looked at. */
export function isPresent({ seesDeleted }: Connection, column: string): string {
  return seesDeleted === true ? 'TRUE' : `${column} NOT IN (SELECT sample FROM deletedSample)`;
}

function checked(connection: Connection, row: Sealed<DeletedSample>) {
  return DELETED.checked(connection, `deletion of sample ${row.sample}`, row);
}

/** What is known of a deleted sample number; undefined for one that is not deleted. */
export function deletionOf(connection: Connection, sample: number): DeletedSample | undefined {
  const row = DELETED.rows(connection, 'WHERE sample = ?', sample).at(0);
  return row === undefined ? undefined : checked(connection, row);
}

/** Everything that is deleted, latest deletion first, by sample number. Throws the error that names a damaged or lost row. */
export function listDeleted(connection: Connection): DeletedSample[] {
  checkCount(connection, 'deletedSample', null);
  return DELETED.rows(connection, 'ORDER BY deletion DESC, sample').map((row) => checked(connection, row));
}

export function countDeleted(connection: Connection): number {
  return firstColumn<number>(connection, 'SELECT count(*) FROM deletedSample')[0];
}

/** A day and minute, for messages: "2026-03-01 14:05 UTC". */
function momentText(iso: string) {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** What is said of a number that is deleted. */
export function deletedText({ sample, deletedAt, purged }: DeletedSample): string {
  const was = `sample ${sample} was deleted on ${momentText(deletedAt)}`;
  return purged === 1
    ? `${was} for good; “restore” (in the window, or \`keycore restore\`) lets it be made again`
    : `${was}; restore it in the window or by \`keycore restore\``;
}

/** Puts a deletion down. Runs inside the caller's transaction. */
export function insertDeleted(connection: Connection, rows: readonly DeletedSample[]): void {
  for (const row of rows) DELETED.insert(connection, row);
  countRows(connection, 'deletedSample', null, rows.length);
}

/** Takes rows away; gives them. */
function take(connection: Connection, rows: readonly DeletedSample[]) {
  const remove = connection.db.prepare('DELETE FROM deletedSample WHERE sample = ?');
  for (const { sample } of rows) remove.run(sample);
  countRows(connection, 'deletedSample', null, -rows.length);
  return rows.map(({ sample }) => sample).sort((a, b) => a - b);
}

/** Undoes a deletion; gives the numbers of its samples. Throws `BadInput` where there is none of that number. */
export function undoDeletion(connection: Connection, deletion: number): number[] {
  const rows = listDeleted(connection).filter((row) => row.deletion === deletion);
  if (rows.length === 0)
    throw new BadInput(`there is no deletion ${deletion} to undo; its samples are restored already`, {
      file: connection.path,
    });
  return take(connection, rows);
}

/**
 * Brings deleted samples back, whichever deletions they are of; gives their numbers. One that is deleted for good gets its
 * number free: its job lacks it again. Throws `BadInput` for a number that is not deleted.
 */
export function restoreSamples(connection: Connection, numbers: readonly number[]): number[] {
  const wanted = new Set(numbers);
  const rows = listDeleted(connection).filter(({ sample }) => wanted.has(sample));
  const found = new Set(rows.map(({ sample }) => sample));
  const others = [...wanted].filter((number) => !found.has(number));
  if (others.length > 0)
    throw new BadInput(`${namesOf(others)} not deleted; nothing was restored`, { file: connection.path });
  return take(connection, rows);
}

/** "sample 3 is", "samples 3, 4 and 7 more are". */
function namesOf(numbers: readonly number[]) {
  const named = numbers.slice(0, MOST_NAMED).join(', ');
  const more = numbers.length - MOST_NAMED;
  if (numbers.length === 1) return `sample ${named} is`;
  return `samples ${named}${more > 0 ? ` and ${more} more` : ''} are`;
}

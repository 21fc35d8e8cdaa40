import { BadInput } from '../../native-workers/text/bad-input.ts';
import { isPresent } from './deletions.ts';
import { checkCounts, countRows } from './optional-rows.ts';
import { readNumbers } from './sample-numbers.ts';
import { SealedTable } from './sealed-table.ts';
import type { Connection } from './sqlite.ts';

/** Longest note, in UTF-16 code units. */
const MAX_NOTE_LENGTH = 100_000;

export interface Note {
  id: number;
  /** Sample it is about; null for the whole project. */
  sample: number | null;
  /** ISO 8601. */
  writtenAt: string;
  text: string;
}

const NOTES = new SealedTable<Note, 'id'>('note', 'id, sample, writtenAt, text', { key: 'id' });
const DELETE = 'DELETE FROM note WHERE id = ? RETURNING sample';
const UPDATE = 'UPDATE note SET writtenAt = @writtenAt, text = @text, crc32 = @crc32 WHERE id = @id';

function checkText({ path }: Connection, text: string) {
  if (text.trim() === '' || text.length > MAX_NOTE_LENGTH)
    throw new BadInput(`a note has 1 to ${MAX_NOTE_LENGTH} characters, got ${text.length}`, { file: path });
}

/** Adds a remark and gives its id. `writtenAt`: of one that is copied. */
export function addNote(
  connection: Connection,
  sample: number | null,
  text: string,
  writtenAt = new Date().toISOString(),
): number {
  if (sample !== null) readNumbers(connection, sample);
  checkText(connection, text);
  const { lastInsertRowid: id } = NOTES.insert(connection, { sample, writtenAt, text });
  countRows(connection, 'note', sample, 1);
  return Number(id);
}

/** Puts another text in the place of a remark, with its date; gives what was there, or null where there is no such remark. */
export function editNote(
  connection: Connection,
  id: number,
  text: string,
  writtenAt = new Date().toISOString(),
): Note | null {
  checkText(connection, text);
  const row = NOTES.rows(connection, 'WHERE id = ?', id).at(0);
  if (row === undefined) return null;
  const note = NOTES.checked(connection, `note ${id}`, row);
  const sealed = NOTES.sealed({ sample: note.sample, writtenAt, text });
  connection.db.prepare(UPDATE).run({ id, ...sealed });
  return note;
}

/** Removes a remark; true if it was there. */
export function removeNote(connection: Connection, id: number): boolean {
  const removed = connection.db.prepare<[number], { sample: number | null }>(DELETE).get(id);
  if (removed === undefined) return false;
  countRows(connection, 'note', removed.sample, -1);
  return true;
}

/** How many remarks there are on each sample, as far as they are there: for those who tell of losses themselves. */
export function noteCounts({ db }: Connection): Map<number, number> {
  const counts = 'SELECT sample, count(*) FROM note WHERE sample IS NOT NULL GROUP BY sample';
  return new Map(db.prepare<[], [sample: number, count: number]>(counts).raw().all());
}

/** All remarks, oldest first, but those on deleted samples. Throws the error that names a damaged or lost row. */
export function listNotes(connection: Connection): Note[] {
  checkCounts(connection, 'note');
  const present = `WHERE sample IS NULL OR ${isPresent(connection, 'sample')}`;
  return NOTES.rows(connection, `${present} ORDER BY id`).map((row) =>
    NOTES.checked(connection, `note ${row.id}`, row),
  );
}

import { BadInput } from '../../native-workers/text/bad-input.ts';
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

/** Adds a remark and gives its id. `writtenAt`: of one that is copied. */
export function addNote(
  connection: Connection,
  sample: number | null,
  text: string,
  writtenAt = new Date().toISOString(),
): number {
  if (sample !== null) readNumbers(connection, sample);
  if (text.trim() === '' || text.length > MAX_NOTE_LENGTH)
    throw new BadInput(`a note has 1 to ${MAX_NOTE_LENGTH} characters, got ${text.length}`, { file: connection.path });
  const { lastInsertRowid: id } = NOTES.insert(connection, { sample, writtenAt, text });
  countRows(connection, 'note', sample, 1);
  return Number(id);
}

/** Removes a remark; true if it was there. */
export function removeNote(connection: Connection, id: number): boolean {
  const removed = connection.db.prepare<[number], { sample: number | null }>(DELETE).get(id);
  if (removed === undefined) return false;
  countRows(connection, 'note', removed.sample, -1);
  return true;
}

/** All remarks, oldest first. Throws the error that names a damaged or lost row. */
export function listNotes(connection: Connection): Note[] {
  checkCounts(connection, 'note');
  return NOTES.rows(connection, 'ORDER BY id').map((row) => NOTES.checked(connection, `note ${row.id}`, row));
}

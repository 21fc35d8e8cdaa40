import { BadInput } from '../../native-workers/text/bad-input.ts';
import { checkCounts, countRows } from './optional-rows.ts';
import { checkSeal, seal } from './seal.ts';
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

const INSERT = `INSERT INTO note (sample, writtenAt, crc32, text)
  VALUES (@sample, @writtenAt, @crc32, @text)`;
const DELETE = 'DELETE FROM note WHERE id = ? RETURNING sample';
const SELECT = 'SELECT id, sample, writtenAt, crc32, text FROM note ORDER BY id';

/** Adds a remark and gives its id. The caller has checked that the sample exists. `writtenAt`: of one that is copied. */
export function addNote(
  connection: Connection,
  sample: number | null,
  text: string,
  writtenAt = new Date().toISOString(),
): number {
  if (text.trim() === '' || text.length > MAX_NOTE_LENGTH)
    throw new BadInput(`a note has 1 to ${MAX_NOTE_LENGTH} characters, got ${text.length}`, { file: connection.path });
  const row = seal({ sample, writtenAt, text });
  const id = Number(connection.db.prepare(INSERT).run(row).lastInsertRowid);
  countRows(connection, 'note', sample, 1);
  return id;
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
  const rows = connection.db.prepare<[], Note & { crc32: number }>(SELECT).all();
  return rows.map(({ id, crc32, ...sealed }) => {
    checkSeal(connection, `note ${id}`, { ...sealed, crc32 });
    return { id, ...sealed };
  });
}

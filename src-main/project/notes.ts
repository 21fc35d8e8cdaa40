import { BadInput } from '../../native-workers/bad-input.ts';
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
const DELETE = 'DELETE FROM note WHERE id = ?';
const SELECT = 'SELECT id, sample, writtenAt, crc32, text FROM note ORDER BY id';

/** Adds a remark and gives its id. The caller has checked that the sample exists. `writtenAt`: of one that is copied. */
export function addNote(
  { db, path }: Connection,
  sample: number | null,
  text: string,
  writtenAt = new Date().toISOString(),
): number {
  if (text.trim() === '' || text.length > MAX_NOTE_LENGTH)
    throw new BadInput(`a note has 1 to ${MAX_NOTE_LENGTH} characters, got ${text.length}`, { file: path });
  const row = seal({ sample, writtenAt, text });
  return Number(db.prepare(INSERT).run(row).lastInsertRowid);
}

/** Removes a remark; true if it was there. */
export function removeNote({ db }: Connection, id: number): boolean {
  return db.prepare(DELETE).run(id).changes === 1;
}

/** All remarks, oldest first. */
export function listNotes(connection: Connection): Note[] {
  const rows = connection.db.prepare<[], Note & { crc32: number }>(SELECT).all();
  return rows.map(({ id, crc32, ...sealed }) => {
    checkSeal(connection, `note ${id}`, { ...sealed, crc32 });
    return { id, ...sealed };
  });
}

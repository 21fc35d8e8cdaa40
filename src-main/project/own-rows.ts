import { currentLease } from './lease.ts';
import { connectForReading } from './open-project.ts';
import { readHeader } from './file-header.ts';
import { explainSqliteError, firstColumn } from './sqlite.ts';

/** Rows of a project with one sample to which nobody has added anything. */
const AS_STORED: Readonly<Record<string, number>> = { job: 1, allotment: 1, sample: 1 };

/** Tables whose rows belong to the stored sample itself, or to the process that has the file open. */
const OF_THE_SAMPLE: ReadonlySet<string> = new Set([
  'mode',
  'field',
  'elasticity',
  'verdict',
  'hexatic',
  'trace',
  'optionalRows',
  'lease',
]);

/** What was done with a project of one sample since that sample was stored. */
export interface LaterRows {
  /** Whether anything was added: samples, results kept beside the sample, tags, notes, unfinished work. */
  added: boolean;
  /** Whether a process that lives has it open for writing. */
  inUse: boolean;
}

/** Looks whether a project of one sample holds more than that. Throws `BadInput` for what is no project or damaged. */
export function laterRows(path: string): LaterRows {
  readHeader(path);
  let db;
  try {
    const reader = connectForReading(path);
    ({ db } = reader);
    const tables = firstColumn<string>(
      reader,
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'",
    );
    const count = (table: string) =>
      firstColumn<number>(reader, `SELECT count(*) FROM "${table.replaceAll('"', '""')}"`)[0];
    const added = tables.some((table) => !OF_THE_SAMPLE.has(table) && count(table) !== (AS_STORED[table] ?? 0));
    return { added, inUse: currentLease(reader)?.alive === true };
  } catch (error) {
    throw explainSqliteError(error, path, 'looking at it');
  } finally {
    db?.close();
  }
}

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { orphanIn, schemaOf, type SchemaEntry } from './migrations.ts';
import { databaseBytes, type Connection } from './sqlite.ts';

/**
 * Up to this size every page is checked on opening (about 0.2 s of work a gigabyte once the file is in memory, but it
 * has to be read from the disk). Above, all tables but those of arrays are: they hold nearly all the bytes, and each of
 * their rows is checked by length and checksum when it is read.
 */
const FULL_CHECK_BYTES = 256 * 1024 ** 2;

/** Tables whose pages are not walked on opening a large file. */
const LARGE_TABLES: readonly string[] = ['field', 'reportArray'];

/** Throws `BadInput` naming the first table, index, view or trigger that is foreign, missing or altered. */
export function checkSchema({ db, path }: Connection, expected: readonly SchemaEntry[]): void {
  const byName = (entries: readonly SchemaEntry[]) =>
    new Map(entries.map(({ type, name, sql }) => [`${type} '${name}'`, sql]));
  const found = byName(schemaOf(db));
  const ours = byName(expected);
  for (const [entry, sql] of found) {
    if (!ours.has(entry))
      throw new BadInput(`refused: the ${entry} does not belong in a Keycore project`, { file: path });
    if (ours.get(entry) !== sql)
      throw new BadInput(`refused: the ${entry} is not as Keycore makes it; the file is damaged or was altered`, {
        file: path,
      });
  }
  for (const entry of ours.keys())
    if (!found.has(entry)) throw new BadInput(`the project is damaged: the ${entry} is missing`, { file: path });
}

/**
 * Throws `BadInput` where the file ends before its last page does: SQLite takes what is missing of that page for zeros.
 * The lock of a transaction keeps writers from growing the file between the two looks.
 */
export function checkLength({ db, path }: Connection): void {
  db.transaction(() => {
    const bytes = databaseBytes(db);
    const found = statSync(resolve(path)).size;
    if (found < bytes)
      throw new BadInput(`the project is damaged (${found} of ${bytes} bytes are there); restore it from a copy`, {
        file: path,
      });
  })();
}

/**
 * Walks the pages of the file (all of them up to 256 MiB, see above) and the references between its rows.
 * `integrity_check` costs no more here than `quick_check` (measured: the same within 5 %, blobs dominate) and also
 * compares each index with its table. Throws `BadInput` with a finding of SQLite's.
 */
export function checkPages({ db, path }: Connection, bytes: number, schema: readonly SchemaEntry[]): void {
  const tables = schema
    .filter(({ type, name }) => type === 'table' && !LARGE_TABLES.includes(name))
    .map(({ name }) => `(${name})`);
  const parts = bytes <= FULL_CHECK_BYTES ? [''] : tables;
  for (const part of parts) {
    const findings = db.pragma(`integrity_check${part === '' ? '(1)' : part}`, { simple: true }) as string;
    if (findings !== 'ok')
      throw new BadInput(`the project is damaged (${findings.split('\n').at(-1)}); restore it from a copy`, {
        file: path,
      });
    const orphan = orphanIn(db, part);
    if (orphan !== null) throw new BadInput(`the project is damaged (${orphan})`, { file: path });
  }
}

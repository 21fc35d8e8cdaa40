import { z } from 'zod';
import { pseudoModesReportSchema } from '../../native-workers/analysis/pseudo-modes-report.ts';
import type { PseudoModesFields, PseudoModesReport } from '../../native-workers/analysis/pseudo-modes-report.ts';
import { BadInput } from '../../native-workers/bad-input.ts';
import { arrayToBlob, blobBytes, blobToArray } from './array-blob.ts';
import { canonicalJson } from './configuration-json.ts';
import { checkSeal, rowChecksum, seal } from './seal.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import { damagedRow } from './sqlite.ts';
import type { Connection } from './sqlite.ts';

/** A search for pseudo-harmonic modes and when it was stored. */
export interface StoredPseudoModes {
  /** Number of the search in its project. */
  search: number;
  /** ISO 8601. */
  storedAt: string;
  report: PseudoModesReport;
}

interface SearchRow {
  id: number;
  sample: number;
  modes: number;
  version: string;
  variant: string;
  wallSeconds: number;
  storedAt: string;
  crc32: number;
  settings: string;
  report: string;
}

interface ModeRow {
  search: number;
  position: number;
  crc32: number;
  data: Uint8Array;
}

const COLUMNS = ['sample', 'modes', 'version', 'variant', 'wallSeconds', 'storedAt', 'crc32', 'settings', 'report'];
const INSERT = `INSERT INTO pseudoSearch (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`;
const INSERT_MODE = 'INSERT INTO pseudoMode (search, position, crc32, data) VALUES (@search, @position, @crc32, @data)';
const SELECT = `SELECT id, ${COLUMNS.join(', ')} FROM pseudoSearch WHERE sample = ?`;
const SELECT_MODE = 'SELECT search, position, crc32, data FROM pseudoMode WHERE search = ? AND position = ?';
const SAME = 'SELECT id FROM pseudoSearch WHERE sample = ? AND settings = ? AND version = ?';

/**
 * Stores a search and the displacements of its modes, unless one of the same settings and version is there already:
 * then that one stays and false is given. TypeError for a search in another structure.
 * `storedAt`: of a search that is copied.
 */
export function insertPseudoModes(
  { db }: Connection,
  sample: Pick<SampleNumbers, 'number' | 'contentHash' | 'particles'>,
  given: PseudoModesReport,
  { displacements }: PseudoModesFields,
  storedAt = new Date().toISOString(),
): boolean {
  const report = pseudoModesReportSchema.parse(given);
  const { provenance, modes } = report;
  const width = 2 * sample.particles;
  if (provenance.configurationHash !== sample.contentHash || displacements.length !== width * modes.length)
    throw new TypeError(`pseudo-harmonic modes: these are not of sample ${sample.number}`);
  const settings = canonicalJson({ ...provenance.settings });
  if (db.prepare(SAME).get(sample.number, settings, provenance.version) !== undefined) return false;
  const { version, variant, wallSeconds } = provenance;
  const row = seal({
    ...{ sample: sample.number, modes: modes.length, version, variant, wallSeconds: wallSeconds['total'] ?? 0 },
    ...{ storedAt, settings, report: JSON.stringify(report) },
  });
  const search = Number(db.prepare(INSERT).run(row).lastInsertRowid);
  const insert = db.prepare(INSERT_MODE);
  for (let position = 0; position < modes.length; position++) {
    const data = arrayToBlob(displacements.subarray(position * width, (position + 1) * width));
    insert.run({ search, position, crc32: rowChecksum({ search, position }, data), data });
  }
  return true;
}

function checked(connection: Connection, { id, ...row }: SearchRow): StoredPseudoModes {
  const where = `sample ${row.sample}, pseudo-harmonic modes ${id}`;
  checkSeal(connection, where, { ...row });
  const parsed = pseudoModesReportSchema.safeParse(JSON.parse(row.report));
  if (!parsed.success)
    throw new BadInput(
      `was not written by this kind of Keycore: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
      { file: connection.path, field: where },
    );
  return { search: id, storedAt: row.storedAt, report: parsed.data };
}

/** All searches in a sample, oldest first. Throws the error that names a damaged row. */
export function listPseudoModes(connection: Connection, sample: number): StoredPseudoModes[] {
  const rows = connection.db.prepare<[number], SearchRow>(`${SELECT} ORDER BY id`).all(sample);
  return rows.map((row) => checked(connection, row));
}

/** The search in a sample that was stored last, or null. */
export function lastPseudoModes(connection: Connection, sample: number): StoredPseudoModes | null {
  const row = connection.db.prepare<[number], SearchRow>(`${SELECT} ORDER BY id DESC LIMIT 1`).get(sample);
  return row === undefined ? null : checked(connection, row);
}

/**
 * Displacement z of one mode of a search in a sample of `particles` particles, 2N, in memory of its own; null where
 * there is no such search of that sample, or no such mode in it. Throws the error that names a damaged row.
 */
export function readPseudoMode(
  connection: Connection,
  sample: Pick<SampleNumbers, 'number' | 'particles'>,
  search: number,
  position: number,
): Float64Array | null {
  const owner = connection.db.prepare<[number, number], SearchRow>(`${SELECT} AND id = ?`).get(sample.number, search);
  if (owner === undefined) return null;
  const row = connection.db.prepare<[number, number], ModeRow>(SELECT_MODE).get(search, position);
  if (row === undefined) return null;
  const { data, ...numbers } = row;
  const where = `pseudo-harmonic mode ${position} of search ${search}`;
  // A damaged record can shift its columns, so that not even their types are certain.
  if (!((data as unknown) instanceof Uint8Array) || data.byteLength !== blobBytes('f64', 2 * sample.particles))
    throw damagedRow(connection, where, `it has not the two numbers a particle that it should have`);
  checkSeal(connection, where, { ...numbers }, data);
  const field = blobToArray('f64', data);
  if (field instanceof Float64Array) return field;
  throw new TypeError('an array of f64 came out as another type');
}

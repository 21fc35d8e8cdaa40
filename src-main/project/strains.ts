import { z } from 'zod';
import { strainReportSchema } from '../../native-workers/analysis/finite-strain/strain-report.ts';
import type { StrainFields, StrainReport } from '../../native-workers/analysis/finite-strain/strain-report.ts';
import { BadInput } from '../../native-workers/bad-input.ts';
import { arrayToBlob, blobBytes, blobToArray } from './array-blob.ts';
import { canonicalJson } from './configuration-json.ts';
import { checkSeal, rowChecksum, seal } from './seal.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import { damagedRow } from './sqlite.ts';
import type { Connection } from './sqlite.ts';

/** What is kept of the fields of a strain; the positions of its start are the sample's. */
export type KeptStrainFields = Omit<StrainFields, 'positions'>;

/** A finite strain of a sample and when it was stored. */
export interface StoredStrain {
  /** ISO 8601. */
  storedAt: string;
  report: StrainReport;
  fields: KeptStrainFields;
}

interface StrainRow {
  id: number;
  sample: number;
  version: string;
  variant: string;
  wallSeconds: number;
  storedAt: string;
  crc32: number;
  settings: string;
  report: string;
}

interface FieldRow {
  strain: number;
  name: string;
  crc32: number;
  data: Uint8Array;
}

const COLUMNS = ['sample', 'version', 'variant', 'wallSeconds', 'storedAt', 'crc32', 'settings', 'report'];
const INSERT = `INSERT INTO strain (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`;
const INSERT_FIELD = 'INSERT INTO strainField (strain, name, crc32, data) VALUES (@strain, @name, @crc32, @data)';
const SELECT = `SELECT id, ${COLUMNS.join(', ')} FROM strain WHERE sample = ?`;
const SELECT_FIELDS = 'SELECT strain, name, crc32, data FROM strainField WHERE strain = ?';
const SAME = 'SELECT id FROM strain WHERE sample = ? AND settings = ? AND version = ?';

/**
 * Stores a strain of a sample with its fields, unless one of the same settings and version is there already: then that
 * one stays and false is given. TypeError for fields of another size.
 * `storedAt`: of a strain that is copied.
 */
export function insertStrain(
  { db }: Connection,
  { number, particles }: Pick<SampleNumbers, 'number' | 'particles'>,
  given: StrainReport,
  { linear, nonAffine, event, before, after }: KeptStrainFields,
  storedAt = new Date().toISOString(),
): boolean {
  const report = strainReportSchema.parse(given);
  const { provenance } = report;
  const fields = Object.entries({ linear, nonAffine, event, before, after }).flatMap(([name, field]) =>
    field === null ? [] : [{ name, field }],
  );
  const misfit = fields.find(({ field }) => field.length !== 2 * particles);
  if (misfit !== undefined)
    throw new TypeError(`strain: its field '${misfit.name}' does not fit sample ${number} of ${particles} particles`);
  const settings = canonicalJson(report.settings);
  if (db.prepare(SAME).get(number, settings, provenance.version) !== undefined) return false;
  const { version, variant, wallSeconds } = provenance;
  const row = seal({
    ...{ sample: number, version, variant, wallSeconds, storedAt, settings },
    report: JSON.stringify(report),
  });
  const strain = Number(db.prepare(INSERT).run(row).lastInsertRowid);
  const insert = db.prepare(INSERT_FIELD);
  for (const { name, field } of fields) {
    const data = arrayToBlob(field);
    insert.run({ strain, name, crc32: rowChecksum({ strain, name }, data), data });
  }
  return true;
}

function readFields(connection: Connection, strain: number, where: string, particles: number): KeptStrainFields {
  const rows = connection.db.prepare<[number], FieldRow>(SELECT_FIELDS).all(strain);
  const found = new Map<string, Float64Array>();
  for (const { data, ...row } of rows) {
    const place = `${where}, field '${row.name}'`;
    // A damaged record can shift its columns, so that not even their types are certain.
    if (!((data as unknown) instanceof Uint8Array) || data.byteLength !== blobBytes('f64', 2 * particles))
      throw damagedRow(connection, place, 'it has not the two numbers a particle that it should have');
    checkSeal(connection, place, { ...row }, data);
    const field = blobToArray('f64', data);
    if (!(field instanceof Float64Array)) throw new TypeError('an array of f64 came out as another type');
    found.set(row.name, field);
  }
  const [linear, nonAffine] = ['linear', 'nonAffine'].map((name) => found.get(name));
  if (linear === undefined || nonAffine === undefined)
    throw damagedRow(connection, where, `its fields are missing; there are ${[...found.keys()].join(', ') || 'none'}`);
  const [event, before, after] = ['event', 'before', 'after'].map((name) => found.get(name) ?? null);
  return { linear, nonAffine, event, before, after };
}

function checked(connection: Connection, { id, ...row }: StrainRow, particles: number): StoredStrain {
  const where = `sample ${row.sample}, strain ${id}`;
  checkSeal(connection, where, { ...row });
  const parsed = strainReportSchema.safeParse(JSON.parse(row.report));
  if (!parsed.success)
    throw new BadInput(
      `was not written by this kind of Keycore: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
      { file: connection.path, field: where },
    );
  return { storedAt: row.storedAt, report: parsed.data, fields: readFields(connection, id, where, particles) };
}

/** All strains of a sample, oldest first. Throws the error that names a damaged row. */
export function listStrains(
  connection: Connection,
  { number, particles }: Pick<SampleNumbers, 'number' | 'particles'>,
): StoredStrain[] {
  const rows = connection.db.prepare<[number], StrainRow>(`${SELECT} ORDER BY id`).all(number);
  return rows.map((row) => checked(connection, row, particles));
}

/** The strain of a sample that was stored last, or null. */
export function lastStrainOf(
  connection: Connection,
  { number, particles }: Pick<SampleNumbers, 'number' | 'particles'>,
): StoredStrain | null {
  const row = connection.db.prepare<[number], StrainRow>(`${SELECT} ORDER BY id DESC LIMIT 1`).get(number);
  return row === undefined ? null : checked(connection, row, particles);
}

import { BadInput } from '../../native-workers/text/bad-input.ts';
import { arrayToBlob, blobBytes, blobToArray, dtypeOf, isDtype, type Dtype, type FieldArray } from './array-blob.ts';
import { checkSeal, rowChecksum } from './seal.ts';
import { damagedRow, type Connection } from './sqlite.ts';

/** An array over the particles of a sample, in order of id. */
export interface Field {
  /**
   * `ids`, `species`, `positions`, `types` (index into the file's type labels), `vibrability`, `u:0`, `u:1`, ...
   * (displacements of the modes), `file:NAME` (the file's own column NAME).
   */
  name: string;
  /** A scalar has one number a particle, a vector two (x0, y0, x1, ...). */
  kind: 'scalar' | 'vector';
  /** In reduced units; '1' for a plain number, null where the file did not say. */
  unit: string | null;
  data: FieldArray;
}

interface FieldRow {
  sample: number;
  name: string;
  kind: 'scalar' | 'vector';
  dtype: Dtype;
  unit: string | null;
  shape: string;
  crc32: number;
  data: Uint8Array;
}

const INSERT = `INSERT INTO field (sample, name, kind, dtype, unit, shape, crc32, data)
  VALUES (@sample, @name, @kind, @dtype, @unit, @shape, @crc32, @data)`;
const SELECT = 'SELECT sample, name, kind, dtype, unit, shape, crc32, data FROM field WHERE sample = ?';
const SELECT_NAMES = 'SELECT name FROM field WHERE sample = ? ORDER BY id';

function shapeOf(kind: Field['kind'], particles: number): string {
  return JSON.stringify(kind === 'vector' ? [particles, 2] : [particles]);
}

/** Stores the fields of a sample; one row each. */
export function insertFields({ db }: Connection, sample: number, particles: number, fields: readonly Field[]): void {
  const insert = db.prepare(INSERT);
  for (const { name, kind, unit, data } of fields) {
    const row = { sample, name, kind, dtype: dtypeOf(data), unit, shape: shapeOf(kind, particles) };
    const blob = arrayToBlob(data);
    insert.run({ ...row, crc32: rowChecksum(row, blob), data: blob });
  }
}

/** The field in a row, once its shape, length and checksum are found right; throws the error that names the row. */
function fieldOf(connection: Connection, particles: number, { data, ...row }: FieldRow): Field {
  const where = `sample ${row.sample}, field '${row.name}'`;
  const { name, kind, unit, dtype } = row;
  // A damaged record can shift its columns, so not even their types are certain before the checksum is.
  if (!isDtype(dtype) || !((data as unknown) instanceof Uint8Array))
    throw damagedRow(connection, where, `no bytes of a known type are there`);
  if (row.shape !== shapeOf(kind, particles))
    throw damagedRow(connection, where, `its shape is ${row.shape}, the sample has ${particles} particles`);
  const expected = blobBytes(dtype, kind === 'vector' ? 2 * particles : particles);
  if (data.byteLength !== expected)
    throw damagedRow(connection, where, `${data.byteLength} bytes, shape ${row.shape} of ${dtype} needs ${expected}`);
  checkSeal(connection, where, row, data);
  return { name, kind, unit, data: blobToArray(dtype, data) };
}

/** All fields of a sample, in the order in which they were stored. */
export function readFields(connection: Connection, sample: number, particles: number): Field[] {
  const rows = connection.db.prepare<[number], FieldRow>(`${SELECT} ORDER BY id`).all(sample);
  return rows.map((row) => fieldOf(connection, particles, row));
}

/** Names of all fields of a sample, in the order in which they were stored. */
export function fieldNames(connection: Connection, sample: number): string[] {
  return connection.db
    .prepare<[number], { name: string }>(SELECT_NAMES)
    .all(sample)
    .map(({ name }) => name);
}

/** One field; throws `BadInput` naming the fields the sample has. */
export function readField(connection: Connection, sample: number, particles: number, name: string): Field {
  const row = connection.db.prepare<[number, string], FieldRow>(`${SELECT} AND name = ?`).get(sample, name);
  if (row !== undefined) return fieldOf(connection, particles, row);
  const names = fieldNames(connection, sample);
  throw new BadInput(`sample ${sample} has no field '${name}'; it has ${names.join(', ')}`, { file: connection.path });
}

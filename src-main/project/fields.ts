import { BadInput } from '../../native-workers/text/bad-input.ts';
import { arrayToBlob, blobToArray, dtypeOf, isDtype, type Dtype, type FieldArray } from './array-blob.ts';
import { checkLayout, shapeText } from './array-rows.ts';
import { readNumbers } from './sample-numbers.ts';
import { SealedTable, type Sealed } from './sealed-table.ts';
import { damagedRow, firstColumn, type Connection } from './sqlite.ts';

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

interface FieldRow extends Omit<Field, 'data'> {
  sample: number;
  dtype: Dtype;
  shape: string;
  data: Uint8Array;
}

const FIELDS = new SealedTable<FieldRow>('field', 'sample, name, kind, dtype, unit, shape, data');

/** Stores the fields of a sample; one row each. */
export function insertFields(
  connection: Connection,
  sample: number,
  particles: number,
  fields: readonly Field[],
): void {
  for (const { data, ...field } of fields) {
    const shape = shapeText(field.kind, particles, data.length);
    FIELDS.insert(connection, { ...field, sample, dtype: dtypeOf(data), shape, data: arrayToBlob(data) });
  }
}

/** The field in a row, once its shape, length and checksum are found right; throws the error that names the row. */
function fieldOf(connection: Connection, particles: number, row: Sealed<FieldRow>) {
  const { name, kind, unit, dtype, data } = row;
  const where = `sample ${row.sample}, field '${name}'`;
  // A damaged record can shift its columns, so not even their types are certain before the checksum is.
  if (!isDtype(dtype) || !((data as unknown) instanceof Uint8Array))
    throw damagedRow(connection, where, `no bytes of a known type are there`);
  checkLayout(connection, where, row, particles, dtype, ` of ${dtype}`);
  FIELDS.checked(connection, where, row);
  return { name, kind, unit, data: blobToArray(dtype, data) };
}

/** All fields of a sample, in the order in which they were stored. */
export function readFields(connection: Connection, sample: number, particles: number): Field[] {
  return FIELDS.rows(connection, 'WHERE sample = ? ORDER BY id', sample).map((row) =>
    fieldOf(connection, particles, row),
  );
}

/** Names of all fields of a sample, in the order in which they were stored. */
export function fieldNames(connection: Connection, sample: number): string[] {
  readNumbers(connection, sample);
  return firstColumn(connection, 'SELECT name FROM field WHERE sample = ? ORDER BY id', sample);
}

/** One field; throws `BadInput` naming the fields the sample has. */
export function readField(connection: Connection, sample: number, name: string): Field {
  const { particles } = readNumbers(connection, sample);
  const row = FIELDS.rows(connection, 'WHERE sample = ? AND name = ?', sample, name).at(0);
  if (row !== undefined) return fieldOf(connection, particles, row);
  const names = fieldNames(connection, sample);
  throw new BadInput(`sample ${sample} has no field '${name}'; it has ${names.join(', ')}`, { file: connection.path });
}

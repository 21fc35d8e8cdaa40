import { blobBytes, blobToArray } from './array-blob.ts';
import { checkSeal } from './seal.ts';
import type { Row } from './seal.ts';
import { damagedRow } from './sqlite.ts';
import type { Connection } from './sqlite.ts';

/**
 * The vectors of all particles (f64, 2N) that a sealed row holds, in memory of their own. Throws the error that names
 * the row (`where`) if it is damaged.
 * @param row its other columns
 */
export function vectorsOfRow(
  connection: Connection,
  where: string,
  row: Row,
  data: Uint8Array,
  particles: number,
): Float64Array {
  // A damaged record can shift its columns, so that not even their types are certain.
  if (!((data as unknown) instanceof Uint8Array) || data.byteLength !== blobBytes('f64', 2 * particles))
    throw damagedRow(connection, where, 'it has not the two numbers a particle that it should have');
  checkSeal(connection, where, row, data);
  const vectors = blobToArray('f64', data);
  if (vectors instanceof Float64Array) return vectors;
  throw new TypeError('an array of f64 came out as another type');
}

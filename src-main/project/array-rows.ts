import type { ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { blobBytes, type Dtype } from './array-blob.ts';
import { damagedRow, type Connection } from './sqlite.ts';

/** What the row of an array says of it, and its bytes. */
interface ArrayRow {
  kind: ReportArray['kind'];
  shape: string;
  data: Uint8Array;
}

/** Shape of an array; a series has the length that it has. */
function shapeOf(kind: ArrayRow['kind'], particles: number, length: number) {
  if (kind === 'series') return [length];
  return kind === 'vector' ? [particles, 2] : [particles];
}

/** The shape as its column has it. */
export function shapeText(kind: ArrayRow['kind'], particles: number, length: number): string {
  return JSON.stringify(shapeOf(kind, particles, length));
}

/** How many numbers an array of a shape has. */
export function lengthOf(kind: ArrayRow['kind'], particles: number, length: number): number {
  return shapeOf(kind, particles, length).reduce((product, size) => product * size);
}

/**
 * Throws the error that names a row (`where`) unless its shape fits the sample and its bytes the shape; `ofType`: what
 * that says of the type.
 */
export function checkLayout(
  connection: Connection,
  where: string,
  { kind, shape, data }: ArrayRow,
  particles: number,
  dtype: Dtype,
  ofType = '',
): void {
  const length = data.byteLength / blobBytes(dtype, 1);
  if (shape !== shapeText(kind, particles, length))
    throw damagedRow(connection, where, `its shape is ${shape}, the sample has ${particles} particles`);
  const expected = blobBytes(dtype, lengthOf(kind, particles, length));
  if (data.byteLength !== expected)
    throw damagedRow(connection, where, `${data.byteLength} bytes, shape ${shape}${ofType} needs ${expected}`);
}

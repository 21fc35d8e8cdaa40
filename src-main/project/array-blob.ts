import { endianness } from 'node:os';

/** Arrays a project holds, by the name of their element type. */
const ARRAY_TYPES = { f64: Float64Array, i32: Int32Array, u8: Uint8Array } as const;

export type Dtype = keyof typeof ARRAY_TYPES;
export type FieldArray = Float64Array | Int32Array | Uint8Array;

// Every machine we are built for is little-endian, as the blobs are; refuse rather than read nonsense elsewhere.
if (endianness() !== 'LE') throw new Error('Keycore projects can be read on little-endian machines only');

export function dtypeOf(array: FieldArray): Dtype {
  if (array instanceof Float64Array) return 'f64';
  return array instanceof Int32Array ? 'i32' : 'u8';
}

export function isDtype(name: unknown): name is Dtype {
  return typeof name === 'string' && Object.hasOwn(ARRAY_TYPES, name);
}

/** Bytes of a blob that holds `count` elements. */
export function blobBytes(dtype: Dtype, count: number): number {
  return count * ARRAY_TYPES[dtype].BYTES_PER_ELEMENT;
}

/** The array's bytes, not copied. */
export function arrayToBlob(array: FieldArray): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

/**
 * The array in a blob, in memory of its own: aligned whatever the blob's offset, and free to be transferred.
 * Throws RangeError if the length is not a whole number of elements.
 */
export function blobToArray(dtype: Dtype, blob: Uint8Array): FieldArray {
  return new ARRAY_TYPES[dtype](new Uint8Array(blob).buffer);
}

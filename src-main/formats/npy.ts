import { endianness } from 'node:os';

/**
 * Arrays in NumPy's .npy format, version 1.0 (numpy.lib.format): `\x93NUMPY`, version, header length as u16, a Python
 * dict padded so that the data start at a multiple of 64 bytes, then the data in C order.
 */

const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const ALIGNMENT = 64;
/** Typed arrays have the byte order of the machine. */
const BYTE_ORDER = endianness() === 'LE' ? '<' : '>';

function withHeader(descr: string, shape: readonly number[], data: Uint8Array) {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const unpadded = MAGIC.length + 2 + dict.length + 1;
  const header = `${dict}${' '.repeat((ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return [Buffer.concat([MAGIC, length, Buffer.from(header, 'latin1')]), data];
}

/** An array of numbers of this shape (C order). */
export function npyOfNumbers(
  values: Float64Array | Int32Array | BigInt64Array | Uint8Array,
  shape: readonly number[] = [values.length],
): Uint8Array[] {
  if (shape.reduce((product, length) => product * length, 1) !== values.length)
    throw new Error(`${values.length} values do not fill the shape (${shape.join(', ')})`);
  const descr =
    values instanceof Float64Array
      ? `${BYTE_ORDER}f8`
      : values instanceof Int32Array
        ? `${BYTE_ORDER}i4`
        : values instanceof BigInt64Array
          ? `${BYTE_ORDER}i8`
          : '|u1';
  return withHeader(descr, shape, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** One text, an array of no dimension. */
export function npyOfText(text: string): Uint8Array[] {
  return npyOfTexts([text], []);
}

/** An array of texts, of one dimension unless told otherwise: NumPy's fixed-width unicode, UTF-32, zero-padded. */
export function npyOfTexts(texts: readonly string[], shape: readonly number[] = [texts.length]): Uint8Array[] {
  const points = texts.map((text) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0));
  const width = Math.max(1, ...points.map((letters) => letters.length));
  const data = Buffer.alloc(4 * width * texts.length);
  points.forEach((letters, row) => {
    letters.forEach((point, at) => data.writeUInt32LE(point, 4 * (row * width + at)));
  });
  return withHeader(`<U${width}`, shape, data);
}

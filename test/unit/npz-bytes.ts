import { zipSync, type Zippable } from 'fflate';

export interface NpyOptions {
  version?: 1 | 2 | 3;
  isFortran?: boolean;
  /** In place of the header's text. */
  header?: string;
}

/** An array in NumPy's .npy format, made by hand (numpy.lib.format). `descr` is a dtype or, in brackets, a list. */
export function npy(
  descr: string,
  shape: readonly number[],
  data: Uint8Array,
  { version = 1, isFortran = false, header }: NpyOptions = {},
): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const type = descr.startsWith('[') ? descr : `'${descr}'`;
  const dict = header ?? `{'descr': ${type}, 'fortran_order': ${isFortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const start = version === 1 ? 10 : 12;
  const text = `${dict}${' '.repeat((64 - ((start + dict.length + 1) % 64)) % 64)}\n`;
  const head = Buffer.alloc(start);
  head.write('\x93NUMPY', 'latin1');
  head[6] = version;
  if (version === 1) head.writeUInt16LE(text.length, 8);
  else head.writeUInt32LE(text.length, 8);
  return Buffer.concat([head, Buffer.from(text), data]);
}

/** Doubles, little-endian. */
export function f8(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, at) => bytes.writeDoubleLE(value, 8 * at));
  return bytes;
}

/** An archive of such arrays, stored or deflated. */
export function npzOf(arrays: Readonly<Record<string, Uint8Array>>, level: 0 | 6 = 0): Buffer {
  const members: Zippable = Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes]));
  return Buffer.from(zipSync(members, { level, mtime: new Date(1990, 1, 1) }));
}

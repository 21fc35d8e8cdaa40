/**
 * GSD files made by hand from the specification (gsd.readthedocs.io, "File layer"), independent of the reader and the
 * writer of the product: what a test gets wrong on purpose, no library would write.
 */

/** Numbers of the data types. */
const TYPES = { u1: 1, u2: 2, u4: 3, u8: 4, i1: 5, i2: 6, i4: 7, i8: 8, f4: 9, f8: 10, text: 11 } as const;

export interface Chunk {
  name: string;
  type: keyof typeof TYPES | number;
  rows: number;
  columns: number;
  data: Buffer;
  /** Where the index says that it begins; where it does, if nothing is said. */
  at?: number;
}

export interface GsdBytes {
  version?: 1 | 2;
  /** The version as the header has it. */
  rawVersion?: number;
  frames: readonly (readonly Chunk[])[];
  schema?: string;
  /** Index entries and units of the name list that are allocated beyond what is needed. */
  spare?: number;
  /** Change of the finished header. */
  header?: (header: Buffer) => void;
}

const write: Record<string, (buffer: Buffer, value: number, at: number) => void> = {
  u1: (buffer, value, at) => buffer.writeUInt8(value, at),
  u2: (buffer, value, at) => buffer.writeUInt16LE(value, at),
  u4: (buffer, value, at) => buffer.writeUInt32LE(value, at),
  u8: (buffer, value, at) => buffer.writeBigUInt64LE(BigInt(value), at),
  i1: (buffer, value, at) => buffer.writeInt8(value, at),
  i4: (buffer, value, at) => buffer.writeInt32LE(value, at),
  f4: (buffer, value, at) => buffer.writeFloatLE(value, at),
  f8: (buffer, value, at) => buffer.writeDoubleLE(value, at),
};
const WIDTH: Record<string, number> = { u1: 1, u2: 2, u4: 4, u8: 8, i1: 1, i4: 4, f4: 4, f8: 8 };

/** A chunk of numbers, row by row. */
export function chunk(
  name: string,
  type: 'u1' | 'u2' | 'u4' | 'u8' | 'i1' | 'i4' | 'f4' | 'f8',
  values: readonly number[],
  columns = 1,
): Chunk {
  const data = Buffer.alloc(values.length * WIDTH[type]);
  values.forEach((value, at) => write[type](data, value, at * WIDTH[type]));
  return { name, type, rows: values.length / columns, columns, data };
}

/** Names of types as the schema keeps them: bytes, ended by zero, in rows of one width. */
export function typeNames(names: readonly string[]): Chunk {
  const width = Math.max(...names.map((name) => Buffer.byteLength(name))) + 1;
  const data = Buffer.alloc(names.length * width);
  names.forEach((name, at) => data.write(name, at * width));
  return { name: 'particles/types', type: 'i1', rows: names.length, columns: width, data };
}

/** The file: header, name list, chunks, index. */
export function gsdBytes({
  version = 2,
  rawVersion,
  frames,
  schema = 'hoomd',
  spare = 3,
  header: change,
}: GsdBytes): Buffer {
  const names = [...new Set(frames.flat().map(({ name }) => name))];
  const list =
    version === 1
      ? Buffer.concat(
          names.map((name) => {
            const unit = Buffer.alloc(64);
            unit.write(name);
            return unit;
          }),
        )
      : Buffer.from(names.map((name) => `${name}\0`).join(''));
  const units = Math.ceil(list.length / 64) + spare;
  const namesAt = 256;
  let at = namesAt + units * 64;
  const entries: Buffer[] = [];
  const data: Buffer[] = [];
  frames.forEach((chunks, frame) => {
    const inOrder = version === 1 ? chunks : chunks.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
    for (const each of inOrder) {
      const entry = Buffer.alloc(32);
      entry.writeBigUInt64LE(BigInt(frame), 0);
      entry.writeBigUInt64LE(BigInt(each.rows), 8);
      entry.writeBigInt64LE(BigInt(each.at ?? at), 16);
      entry.writeUInt32LE(each.columns, 24);
      entry.writeUInt16LE(names.indexOf(each.name), 28);
      entry[30] = typeof each.type === 'number' ? each.type : TYPES[each.type];
      entries.push(entry);
      data.push(each.data);
      at += each.data.length;
    }
  });
  const header = Buffer.alloc(256);
  header.write('df65df65df65df65', 'hex');
  header.writeBigUInt64LE(BigInt(at), 8);
  header.writeBigUInt64LE(BigInt(entries.length + spare), 16);
  header.writeBigUInt64LE(BigInt(namesAt), 24);
  header.writeBigUInt64LE(BigInt(units), 32);
  header.writeUInt32LE((1 << 16) | 4, 40);
  header.writeUInt32LE(rawVersion ?? version << 16, 44);
  header.write('by hand', 48);
  header.write(schema, 112);
  change?.(header);
  const padding = Buffer.alloc(units * 64 - list.length);
  return Buffer.concat([header, list, padding, ...data, ...entries, Buffer.alloc(32 * spare)]);
}

import { endianness } from 'node:os';
import { wrappedWithImages } from './coordinate-columns.ts';
import type { ParticleColumn } from './frame.ts';
import { GSD_ENTRY_BYTES, GSD_HEADER_BYTES, GSD_MAGIC, GSD_NAME_BYTES, GSD_TYPES } from './gsd-file.ts';
import { OWN_CHUNKS } from './gsd-own-chunks.ts';
import { NUMBER_KINDS } from './number-arrays.ts';
import { fitNames, type FormatWriter, type ParticleStructure } from './writer.ts';

const VERSION = 2 << 16;
const SCHEMA_VERSION = (1 << 16) | 4;
const MAX_SCHEMA_VALUE = 2 ** 31 - 1;
/** Room for chunks of further frames, as the library leaves it. */
const SPARE_ENTRIES = 128;
/** What ends a name. */
const UNFIT_FOR_NAMES = /\0/g;
const OWN_NAMES = /^keycore_/;

type WrittenKind = keyof typeof ARRAYS | 'u8';

/** A chunk whose numbers are made when they are written. */
interface Chunk {
  name: string;
  kind: WrittenKind;
  rows: number;
  columns: number;
  values: () => ArrayLike<number>;
}

const ARRAYS = {
  u1: Uint8Array,
  i1: Int8Array,
  u4: Uint32Array,
  i4: Int32Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

function bytesOf({ kind, rows, columns, values }: Chunk): Uint8Array {
  const source = values();
  const array = kind === 'u8' ? BigUint64Array.of(BigInt(source[0])) : new ARRAYS[kind](rows * columns);
  if (!(array instanceof BigUint64Array)) for (let at = 0; at < array.length; at += 1) array[at] = source[at];
  const bytes = Buffer.from(array.buffer);
  if (endianness() === 'LE') return bytes;
  const width = NUMBER_KINDS[kind];
  return width === 8 ? bytes.swap64() : width === 4 ? bytes.swap32() : bytes;
}

function numbers({ columns }: ParticleStructure, name: string) {
  return columns.find((column) => column.name === name && column.labels === undefined)?.values;
}

/** The columns interleaved, N × 3; a missing third is 0. */
function triples(count: number, parts: readonly (Float64Array | undefined)[]) {
  const values = new Float64Array(3 * count);
  for (let at = 0; at < values.length; at += 1) values[at] = parts[at % 3]?.[Math.floor(at / 3)] ?? 0;
  return values;
}

/** Names of the types, each ended by a zero byte, in rows of one width. */
function typeNames(labels: readonly string[]): Omit<Chunk, 'name'> {
  const texts = labels.map((label) => Buffer.from(label.replaceAll('\0', '_')));
  const columns = Math.max(...texts.map(({ length }) => length)) + 1;
  const bytes = new Int8Array(labels.length * columns);
  texts.forEach((text, row) => bytes.set(text, row * columns));
  return { kind: 'i1', rows: labels.length, columns, values: () => bytes };
}

/** Image flags of the wrapped positions, where the structure has such that fit into 32 bits. */
function imagesOf(structure: ParticleStructure, added: { a: Float64Array; b: Float64Array }) {
  const [ix, iy] = ['ix', 'iy'].map((name) => numbers(structure, name));
  if (ix === undefined || iy === undefined) return null;
  const flags = [ix.map((value, row) => value + added.a[row]), iy.map((value, row) => value + added.b[row])];
  const fits = (value: number) => Number.isInteger(value) && Math.abs(value) <= MAX_SCHEMA_VALUE;
  return flags.every((all) => all.every(fits)) ? flags : null;
}

function* schemaChunks(structure: ParticleStructure): Generator<Chunk, void> {
  const { ids, types, typeLabels, typeMasses, box, timestep } = structure;
  const count = ids.length;
  const { positions, images } = wrappedWithImages(box, structure.positions);
  const one = (kind: WrittenKind, value: number) => ({ kind, rows: 1, columns: 1, values: () => [value] });
  const each = (kind: WrittenKind, values: () => ArrayLike<number>) => ({ kind, rows: count, columns: 1, values });
  yield { name: 'configuration/step', ...one('u8', Math.max(0, timestep ?? 0)) };
  yield { name: 'configuration/dimensions', ...one('u1', 2) };
  const shape = [box.lx, box.ly, 0, box.xy / box.ly, 0, 0];
  yield { name: 'configuration/box', kind: 'f4', rows: 6, columns: 1, values: () => shape };
  yield { name: 'particles/N', ...one('u4', count) };
  yield { name: 'particles/types', ...typeNames(typeLabels) };
  yield { name: 'particles/typeid', ...each('u4', () => types) };
  if (typeMasses !== undefined)
    yield { name: 'particles/mass', ...each('f4', () => Float64Array.from(types, (type) => typeMasses[type])) };
  const diameters = numbers(structure, 'diameter');
  if (diameters !== undefined) yield { name: 'particles/diameter', ...each('f4', () => diameters) };
  const vectors = (kind: WrittenKind, values: () => ArrayLike<number>) => ({ kind, rows: count, columns: 3, values });
  const velocities = ['vx', 'vy', 'vz'].map((name) => numbers(structure, name));
  if (velocities[0] !== undefined && velocities[1] !== undefined)
    yield { name: 'particles/velocity', ...vectors('f4', () => triples(count, velocities)) };
  const flags = imagesOf(structure, images);
  if (flags !== null) yield { name: 'particles/image', ...vectors('i4', () => triples(count, flags)) };
  const corner = { x: (box.lx + box.xy) / 2, y: box.ly / 2 };
  yield {
    name: 'particles/position',
    ...vectors('f4', () => {
      const centred = new Float64Array(3 * count);
      for (let row = 0; row < count; row += 1) {
        centred[3 * row] = positions[2 * row] - corner.x;
        centred[3 * row + 1] = positions[2 * row + 1] - corner.y;
      }
      return centred;
    }),
  };
}

function numericColumns({ columns }: ParticleStructure): ParticleColumn[] {
  return columns.filter(({ labels }) => labels === undefined);
}

/** What the schema has no place for, or not in full: columns as they are logged, and `OWN_CHUNKS`. */
function* loggedChunks(structure: ParticleStructure): Generator<Chunk, void> {
  const { ids, types, typeMasses, positions, box } = structure;
  const count = ids.length;
  const columns = numericColumns(structure);
  const names = fitNames(columns, UNFIT_FOR_NAMES, OWN_NAMES);
  for (const [at, { values }] of columns.entries())
    yield { name: `log/particles/${names[at]}`, kind: 'f8', rows: count, columns: 1, values: () => values };
  yield { name: OWN_CHUNKS.position, kind: 'f8', rows: count, columns: 2, values: () => positions };
  yield { name: OWN_CHUNKS.box, kind: 'f8', rows: 3, columns: 1, values: () => [box.lx, box.ly, box.xy] };
  yield { name: OWN_CHUNKS.id, kind: 'i4', rows: count, columns: 1, values: () => ids };
  if (typeMasses !== undefined) {
    const masses = () => Float64Array.from(types, (type) => typeMasses[type]);
    yield { name: OWN_CHUNKS.mass, kind: 'f8', rows: count, columns: 1, values: masses };
  }
}

/** Header, index and names; the chunks follow in the order of the index. */
function outline(chunks: readonly Chunk[]) {
  const names = Buffer.from(chunks.map(({ name }) => `${name}\0`).join(''));
  const nameUnits = Math.ceil((names.length + 1) / GSD_NAME_BYTES);
  const entries = chunks.length + SPARE_ENTRIES;
  const namesAt = GSD_HEADER_BYTES + entries * GSD_ENTRY_BYTES;
  const bytes = Buffer.alloc(namesAt + nameUnits * GSD_NAME_BYTES);
  GSD_MAGIC.copy(bytes);
  [GSD_HEADER_BYTES, entries, namesAt, nameUnits].forEach((value, at) =>
    bytes.writeBigUInt64LE(BigInt(value), 8 * (at + 1)),
  );
  bytes.writeUInt32LE(SCHEMA_VERSION, 40);
  bytes.writeUInt32LE(VERSION, 44);
  bytes.write('Keycore', 48);
  bytes.write('hoomd', 112);
  names.copy(bytes, namesAt);
  let at = bytes.length;
  chunks.forEach(({ kind, rows, columns }, id) => {
    const entry = GSD_HEADER_BYTES + id * GSD_ENTRY_BYTES;
    bytes.writeBigUInt64LE(BigInt(rows), entry + 8);
    bytes.writeBigInt64LE(BigInt(at), entry + 16);
    bytes.writeUInt32LE(columns, entry + 24);
    bytes.writeUInt16LE(id, entry + 28);
    bytes[entry + 30] = GSD_TYPES.indexOf(kind) + 1;
    at += rows * columns * NUMBER_KINDS[kind];
  });
  return bytes;
}

/**
 * GSD, version 2, schema of HOOMD-blue, one frame: the box centred at the origin and of no height (Lz = 0, two
 * dimensions), positions wrapped into it in single precision, as the schema wants them; diameters, velocities, images and
 * masses where known. Columns of numbers are logged in doubles, and `OWN_CHUNKS` hold positions, box, ids and masses in
 * full, so that what we read back is what was written. Columns of text have no place.
 */
export const gsdWriter: FormatWriter = {
  id: 'gsd',
  label: 'GSD (HOOMD-blue)',
  extension: '.gsd',

  *pieces(structure) {
    const chunks = [...schemaChunks(structure), ...loggedChunks(structure)];
    yield outline(chunks);
    for (const chunk of chunks) yield bytesOf(chunk);
  },

  omitted(structure) {
    return structure.columns.filter(({ labels }) => labels !== undefined).map(({ name }) => name);
  },

  remarks({ box }) {
    const [x, y] = [(box.lx + box.xy) / 2, box.ly / 2].map((value) => -value);
    return [
      `In GSD the box has its centre at the origin (corner at (${x}, ${y})) and positions have single precision; in full they are logged as ${OWN_CHUNKS.position}.`,
    ];
  },
};

import type { ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { pieceStream } from './piece-stream.ts';

/** An array to be sent. */
export interface NamedArray {
  name: string;
  data: Float64Array | Float32Array | Int32Array | Uint8Array;
  /** Its product is the length, which stands where nothing is said. */
  shape?: readonly number[];
  /** Null, or not there, where it is not known or makes no sense. */
  unit?: string | null;
}

/** An array of one or, of a vector, two numbers for each of its rows, as it is sent. */
export function namedArray({ kind, ...array }: Omit<NamedArray, 'shape'> & Pick<ReportArray, 'kind'>): NamedArray {
  return kind === 'vector' ? { ...array, shape: [array.data.length / 2, 2] } : array;
}

/** Bytes handed over at a time: fastest in both hosts. */
const PIECE_BYTES = 2 ** 20;
const ALIGNMENT = 8;
/** Length of the header's own length. */
const PREFIX_BYTES = 8;

function dtypeOf(data: NamedArray['data']): string {
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Int32Array ? 'I32' : 'U8';
}

function bytesOf({ data }: NamedArray) {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Header and pieces of arrays in the safetensors layout (https://github.com/huggingface/safetensors, "Format"): length
 * of the header as u64 little-endian; the header, JSON {name: {dtype, shape, data_offsets}}, filled with blanks so that
 * the payload starts at a multiple of 8; the payload without holes. Arrays of wide elements come first, so each starts
 * at a multiple of its element's size and can be looked at without a copy. `__metadata__` holds `unit:NAME` of each
 * array that has a unit. Throws TypeError for a repeated name and for a shape that is not the data's.
 */
export function safetensors(arrays: readonly NamedArray[]): { header: Uint8Array; payload: Uint8Array[] } {
  const ordered = arrays.toSorted((a, b) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const entries: Record<string, unknown> = {};
  const units: Record<string, string> = {};
  let offset = 0;
  for (const { name, data, shape = [data.length], unit = null } of ordered) {
    if (name === '__metadata__' || Object.hasOwn(entries, name)) throw new TypeError(`two arrays are called '${name}'`);
    if (shape.reduce((product, extent) => product * extent, 1) !== data.length)
      throw new TypeError(`array '${name}' has ${data.length} elements, its shape is ${JSON.stringify(shape)}`);
    const end = offset + data.byteLength;
    entries[name] = { dtype: dtypeOf(data), shape, data_offsets: [offset, end] };
    if (unit !== null) units[`unit:${name}`] = unit;
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify({ __metadata__: units, ...entries }));
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(PREFIX_BYTES + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, PREFIX_BYTES);
  return { header, payload: ordered.map(bytesOf) };
}

/** Copies, since a stream may hand its pieces over to another thread, and the arrays are kept. */
function* piecesOf(parts: readonly Uint8Array[]) {
  for (const part of parts)
    for (let at = 0; at < part.length; at += PIECE_BYTES) yield part.slice(at, at + PIECE_BYTES);
}

/** A response that streams arrays, in pieces of at most 1 MiB, as fast as they are taken. */
export function arrayResponse(arrays: readonly NamedArray[]): Response {
  const { header, payload } = safetensors(arrays);
  const parts = [header, ...payload];
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  return new Response(pieceStream(piecesOf(parts)), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(total),
      'cache-control': 'no-store',
    },
  });
}

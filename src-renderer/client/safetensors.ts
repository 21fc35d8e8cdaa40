/** Arrays as they arrive: element types the main side sends. */
export type NumericArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** Arrays by their names. */
export type Arrays = ReadonlyMap<string, NumericArray>;

const ELEMENTS = {
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  U8: Uint8Array,
} as const;

/** Header length field, bytes. */
const PREFIX_BYTES = 8;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}

function readEntry(name: string, entry: unknown, payload: ArrayBuffer, start: number): NumericArray {
  const wrong = (what: string) => new Error(`array ${name}: ${what}`);
  if (!isRecord(entry)) throw wrong('its header entry is not an object');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(ELEMENTS, dtype))
    throw wrong(`element type ${String(dtype)} is not one of ${Object.keys(ELEMENTS).join(', ')}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) throw wrong('its shape is not a list of counts');
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw wrong('data_offsets is not a pair of byte offsets');
  const [from, to] = offsets;
  const type = ELEMENTS[dtype as keyof typeof ELEMENTS];
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (to - from !== count * type.BYTES_PER_ELEMENT)
    throw wrong(`${to - from} bytes do not hold ${count} elements of ${dtype}`);
  if (start + to > payload.byteLength)
    throw wrong(`ends at byte ${start + to} of a response of ${payload.byteLength} bytes: it was cut short`);
  const at = start + from;
  // A view where the alignment allows it; else a copy, which is aligned by itself.
  return at % type.BYTES_PER_ELEMENT === 0 ? new type(payload, at, count) : new type(payload.slice(at, start + to));
}

/**
 * Reads arrays in the safetensors layout: u64 little-endian header length; JSON header of
 * { name: { dtype, shape, data_offsets } } and `__metadata__`; payload. The arrays are views of `buffer` where aligned.
 * Throws Error naming the array and what is wrong with it.
 */
export function readSafetensors(buffer: ArrayBuffer): Map<string, NumericArray> {
  if (buffer.byteLength < PREFIX_BYTES)
    throw new Error(`a response of ${buffer.byteLength} bytes cannot hold arrays: it was cut short`);
  const headerBytes = new DataView(buffer).getBigUint64(0, true);
  if (headerBytes > BigInt(buffer.byteLength - PREFIX_BYTES))
    throw new Error(`the header of the arrays should have ${headerBytes.toString()} bytes, more than have come`);
  const start = PREFIX_BYTES + Number(headerBytes);
  const text = new TextDecoder().decode(new Uint8Array(buffer, PREFIX_BYTES, Number(headerBytes)));
  const header: unknown = JSON.parse(text);
  if (!isRecord(header)) throw new Error('the header of the arrays is not a JSON object');
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  return new Map(entries.map(([name, entry]) => [name, readEntry(name, entry, buffer, start)]));
}

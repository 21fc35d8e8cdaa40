/** Values that a field may be given by mistake or on purpose, each made for one use. */
export const HOSTILE_VALUES: readonly (readonly [label: string, make: () => unknown])[] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['NaN', () => NaN],
  ['Infinity', () => Infinity],
  ['-Infinity', () => -Infinity],
  ['0', () => 0],
  ['-0', () => -0],
  ['-1', () => -1],
  ['1', () => 1],
  ['1.5', () => 1.5],
  ['1e308', () => 1e308],
  ['-1e308', () => -1e308],
  ['1e-308', () => 1e-308],
  ['5e-324', () => 5e-324],
  ['2^31', () => 2 ** 31],
  ['-2^31 - 1', () => -(2 ** 31) - 1],
  ['2^32', () => 2 ** 32],
  ['2^53', () => 2 ** 53],
  ['an empty string', () => ''],
  ['the string 1', () => '1'],
  ['a string of 10,000', () => 'x'.repeat(10_000)],
  ['true', () => true],
  ['false', () => false],
  ['[]', () => []],
  ['{}', () => ({})],
  ['[1]', () => [1]],
  ['[NaN]', () => [NaN]],
  ['[Infinity, -1]', () => [Infinity, -1]],
  ['an array with holes', () => new Array<number>(5)],
  ['an array of length 2^32 - 1', () => Object.assign([], { length: 2 ** 32 - 1 })],
  ['a function', () => () => 1],
  ['a symbol', () => Symbol('a')],
  ['a bigint', () => 10n],
  ['a date', () => new Date(0)],
  ['an empty Float64Array', () => new Float64Array(0)],
  ['a Float64Array of 3', () => new Float64Array(3)],
  ['a Float64Array with NaN', () => Float64Array.of(NaN, 1, 2, 3)],
  ['an empty Int32Array', () => new Int32Array(0)],
  ['an Int32Array of -1, 5, 1e9', () => Int32Array.of(-1, 5, 1e9)],
  ['a Uint8Array', () => new Uint8Array(4)],
  ['a Float32Array', () => new Float32Array(4)],
  ['a BigInt64Array', () => new BigInt64Array(2)],
  ['a detached Float64Array', () => detached(new Float64Array(32))],
  ['a detached Int32Array', () => detached(new Int32Array(32))],
  ['a Float64Array whose buffer has shrunk', () => shrunk(32)],
  ['an ArrayBuffer', () => new ArrayBuffer(8)],
  ['a SharedArrayBuffer', () => new SharedArrayBuffer(16)],
  ['a DataView', () => new DataView(new ArrayBuffer(8))],
  ['a proxy that throws', () => new Proxy({}, { get: () => fail() })],
  ['a proxy of an array', () => new Proxy([1, 2, 3], {})],
  ['an object without prototype', () => Object.create(null) as unknown],
  ['an object whose valueOf throws', () => ({ valueOf: fail, toString: fail })],
];

function fail(): never {
  throw new Error('read');
}

type TypedArray = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** The array after its memory has gone to another owner. */
export function detached<Kind extends TypedArray>(array: Kind): Kind {
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

/** A view of `length` doubles on a buffer that has become shorter since. */
function shrunk(length: number): Float64Array {
  const buffer = new ArrayBuffer(8 * length, { maxByteLength: 8 * length });
  const view = new Float64Array(buffer, 0, length);
  buffer.resize(16);
  return view;
}

import { describe, expect, test } from 'vitest';
import { duration } from '../../src-renderer/design/duration.ts';
import { readSafetensors } from '../../src-renderer/client/safetensors.ts';
import { labelParts } from '../../src-renderer/design/label-parts.ts';

/** A response in the safetensors layout, written out by hand. */
function response(header: unknown, payload: Uint8Array<ArrayBuffer>, pad = 8): ArrayBuffer {
  let text = JSON.stringify(header);
  while ((8 + text.length) % pad !== 0) text += ' ';
  const bytes = new Uint8Array(8 + text.length + payload.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(new TextEncoder().encode(text), 8);
  bytes.set(payload, 8 + text.length);
  return bytes.buffer;
}

const two = new Uint8Array(new Float64Array([1.5, -2]).buffer);

describe('readSafetensors', () => {
  test('reads element types and values; metadata is no array', () => {
    const payload = new Uint8Array(28);
    payload.set(new Uint8Array(new Float64Array([0.1, -0.2]).buffer), 0);
    payload.set(new Uint8Array(new Int32Array([-7, 2_000_000_000]).buffer), 16);
    payload.set([3, 255, 0, 1], 24);
    const arrays = readSafetensors(
      response(
        {
          __metadata__: { units: '{}' },
          positions: { dtype: 'F64', shape: [1, 2], data_offsets: [0, 16] },
          ids: { dtype: 'I32', shape: [2], data_offsets: [16, 24] },
          species: { dtype: 'U8', shape: [4], data_offsets: [24, 28] },
        },
        payload,
      ),
    );
    expect([...arrays.keys()]).toEqual(['positions', 'ids', 'species']);
    expect(arrays.get('positions')).toEqual(Float64Array.from([0.1, -0.2]));
    expect(arrays.get('ids')).toEqual(Int32Array.from([-7, 2_000_000_000]));
    expect(arrays.get('species')).toEqual(Uint8Array.from([3, 255, 0, 1]));
  });

  test('reads a payload that is not aligned to its elements', () => {
    const header = { a: { dtype: 'F64', shape: [2], data_offsets: [0, 16] } };
    const odd = response(header, two, 1);
    // Else the test would not see the copy.
    expect((odd.byteLength - 16) % 8).not.toBe(0);
    expect(readSafetensors(odd).get('a')).toEqual(Float64Array.from([1.5, -2]));
  });

  test.each([
    ['cut short', { a: { dtype: 'F64', shape: [4], data_offsets: [0, 32] } }, /array a: ends at byte .* cut short/],
    [
      'wrong size',
      { a: { dtype: 'F64', shape: [3], data_offsets: [0, 16] } },
      /array a: 16 bytes do not hold 3 elements of F64/,
    ],
    [
      'element type',
      { a: { dtype: 'BF16', shape: [2], data_offsets: [0, 16] } },
      /array a: element type BF16 is not one of/,
    ],
    ['no shape', { a: { dtype: 'F64', data_offsets: [0, 16] } }, /array a: its shape is not a list of counts/],
    ['no offsets', { a: { dtype: 'F64', shape: [2] } }, /array a: data_offsets is not a pair/],
    ['no object', [], /is not a JSON object/],
  ])('refuses %s', (_, header, message) => {
    expect(() => readSafetensors(response(header, two))).toThrow(message);
  });

  test('refuses a response without room for its header', () => {
    expect(() => readSafetensors(new ArrayBuffer(4))).toThrow('a response of 4 bytes cannot hold arrays');
    const lying = new ArrayBuffer(16);
    new DataView(lying).setBigUint64(0, 9n, true);
    expect(() => readSafetensors(lying)).toThrow('the header of the arrays should have 9 bytes');
  });
});

test('durations are said as people say them', () => {
  expect([0.4, 59, 125, 12_000].map(duration)).toEqual(['0 s', '59 s', '2 min 05 s', '3 h 20 min']);
});

test('labels are split into line, index and exponent', () => {
  expect(labelParts('|u_L|')).toEqual([
    { text: '|u', place: 'base' },
    { text: 'L', place: 'sub' },
    { text: '|', place: 'base' },
  ]);
  expect(labelParts('∇·u^np')).toEqual([
    { text: '∇·u', place: 'base' },
    { text: 'np', place: 'super' },
  ]);
  expect(labelParts('σ m^(−1/2)').at(-1)).toEqual({ text: '−1/2', place: 'super' });
  // A lone mark is text: nothing may vanish from a column's name.
  expect(
    labelParts('a_')
      .map(({ text }) => text)
      .join(''),
  ).toBe('a_');
});

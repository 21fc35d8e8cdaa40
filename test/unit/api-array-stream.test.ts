import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrayResponse, safetensors, type NamedArray } from '../../src-main/api/array-stream.ts';
import { receivedArrays } from '../integration/serve-arrays.ts';

function scalar(name: string, data: NamedArray['data'], unit: string | null = null): NamedArray {
  return { name, data, shape: [data.length], unit };
}

test('the bytes are those of the published layout', async () => {
  const bytes = new Uint8Array(
    await arrayResponse([scalar('a', Uint8Array.of(7, 8)), scalar('b', Float64Array.of(1), 'σ')]).arrayBuffer(),
  );
  const json =
    '{"__metadata__":{"unit:b":"σ"},"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},' +
    '"a":{"dtype":"U8","shape":[2],"data_offsets":[8,10]}}';
  const header = Buffer.from(json);
  const length = Math.ceil(header.length / 8) * 8;
  const expected = Buffer.concat([
    Buffer.from([length, 0, 0, 0, 0, 0, 0, 0]),
    header,
    Buffer.alloc(length - header.length, ' '),
    // 1.0 as a little-endian double, then the two bytes.
    Buffer.from([0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 7, 8]),
  ]);
  expect(Buffer.from(bytes)).toStrictEqual(expected);
});

test('any arrays come back bit for bit, each aligned to its elements', () => {
  const data = fc.oneof(
    fc.float64Array({ maxLength: 50 }),
    fc.int32Array({ maxLength: 50 }),
    fc.uint8Array({ maxLength: 50 }),
  );
  const arrays = fc.uniqueArray(fc.record({ name: fc.string({ minLength: 1 }), data }), {
    selector: ({ name }) => name,
    maxLength: 8,
  });
  return fc.assert(
    fc.asyncProperty(arrays, async (given) => {
      fc.pre(given.every(({ name }) => name !== '__metadata__' && name !== '__proto__'));
      const response = arrayResponse(given.map((each) => scalar(each.name, each.data)));
      const bytes = await response.arrayBuffer();
      expect(response.headers.get('content-length')).toBe(String(bytes.byteLength));
      const got = receivedArrays(bytes);
      expect(got.size).toBe(given.length);
      for (const each of given) {
        const found = got.get(each.name);
        // Bits, not values: a NaN is itself.
        expect(Buffer.from(found?.data.buffer as ArrayBuffer)).toStrictEqual(
          Buffer.from(each.data.buffer, each.data.byteOffset, each.data.byteLength),
        );
        expect((found?.offset ?? 1) % each.data.BYTES_PER_ELEMENT).toBe(0);
      }
    }),
    { numRuns: 200 },
  );
});

test('large arrays come in pieces of at most 1 MiB, made as they are taken', async () => {
  const large = Float64Array.from({ length: 400_000 }, (_, index) => index);
  const { body } = arrayResponse([scalar('large', large)]);
  if (body === null) throw new Error('no body');
  const sizes: number[] = [];
  for await (const piece of body) sizes.push(piece.length);
  const { header } = safetensors([scalar('large', large)]);
  expect(sizes[0]).toBe(header.length);
  expect(sizes.slice(1)).toStrictEqual([2 ** 20, 2 ** 20, 2 ** 20, 3_200_000 - 3 * 2 ** 20]);
});

test('arrays that contradict themselves are refused', () => {
  const one = scalar('a', Int32Array.of(1, 2));
  expect(() => safetensors([one, one])).toThrow("two arrays are called 'a'");
  expect(() => safetensors([{ ...one, shape: [2, 2] }])).toThrow("array 'a' has 2 elements, its shape is [2,2]");
  expect(() => safetensors([{ ...one, name: '__metadata__' }])).toThrow("two arrays are called '__metadata__'");
});

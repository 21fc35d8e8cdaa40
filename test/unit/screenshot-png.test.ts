import { expect, it } from 'vitest';
import { readPng, writeSmallPng } from '../../scripts/png.ts';

it('what is written is read back, each channel at most 1 of 255 off', () => {
  const data = Uint8Array.from({ length: 3 * 17 * 11 }, (_, at) => (at * 37 + (at >> 3)) % 256);
  const read = readPng(writeSmallPng({ width: 17, height: 11, channels: 3, data }));
  expect([read.width, read.height, read.channels]).toEqual([17, 11, 3]);
  expect(Math.max(...data.map((value, at) => Math.abs(value - read.data[at])))).toBe(1);
});

it('refuses what is no PNG, and a picture with opacity', () => {
  expect(() => readPng(Buffer.from('GIF89a..'))).toThrow(new RangeError('not a PNG'));
  expect(() => writeSmallPng({ width: 1, height: 1, channels: 4, data: new Uint8Array(4) })).toThrow(
    new RangeError('only RGB pictures are written'),
  );
});

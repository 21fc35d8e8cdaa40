import { expect, it } from 'vitest';
import { inHundredths, TextBytes } from '../../src-main/figures/output/text-bytes.ts';

const written = (value: number) => {
  const out = new TextBytes(1);
  out.hundredths(value);
  return out.bytes().toString('latin1');
};

it('numbers are read as they were, with no digit too many', () => {
  expect([0, 5, 10, 50, 99, 100, 105, 150, 999, 1000, 99_999, 100_000].map(written)).toEqual([
    '0',
    '.05',
    '.1',
    '.5',
    '.99',
    '1',
    '1.05',
    '1.5',
    '9.99',
    '10',
    '999.99',
    '1000',
  ]);
  for (let at = -1000; at <= 1000; at += 1) {
    const value = at ** 3 + at;
    // Division by 100 is exact to the last digit that is written: both are the nearest double to the decimal.
    expect(Number(written(value))).toBe(value / 100);
  }
});

it('a number after another stands behind a space or its sign', () => {
  const out = new TextBytes(1);
  for (const value of [1.25, -0.5, -0.004, 0, 12]) out.next(inHundredths(value));
  expect(out.text(' θ').bytes().toString('utf8')).toBe(' 1.25-.5 0 0 12 θ');
});

it.each([NaN, Infinity, -Infinity])('no figure is written with %s', (value) => {
  expect(() => written(inHundredths(value))).toThrow(`a coordinate of a figure is ${value}`);
});

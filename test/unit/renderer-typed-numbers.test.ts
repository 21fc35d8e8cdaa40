import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { formatNumber, readId, readNumber } from '../../src-renderer/design/number-text.ts';
import { endText, typedRange } from '../../src-renderer/viewer/colour/range-text.ts';

describe('a typed number', () => {
  it.each<[string, number]>([
    ['0.25', 0.25],
    [' −3 ', -3],
    ['1,5', 1.5],
    ['.5', 0.5],
    ['2.', 2],
    ['1e-3', 1e-3],
    ['1.5·10⁻³', 1.5e-3],
    ['10⁻⁴', 1e-4],
    ['−10⁵', -1e5],
    ['2 × 10^5', 2e5],
  ])('%j is %d', (text, value) => expect(readNumber(text)).toBe(value));

  it.each(['', ' ', 'abc', '1..2', '1,2,3', '1 2', 'Infinity', '1e999', 'NaN', '0x10', '1_000', '--1', '10⁻', '٣'])(
    '%j is none',
    (text) => expect(readNumber(text)).toBeNull(),
  );

  it('is what the window itself writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (value) => {
        const read = readNumber(formatNumber(value, 12));
        // Twelve digits are written.
        expect(Math.abs((read ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-11 * Math.abs(value));
        expect(Math.abs((readNumber(endText(value)) ?? Number.NaN) - value)).toBeLessThanOrEqual(
          1e-2 * Math.abs(value),
        );
      }),
    );
  });
});

test('a typed id is a whole number and nothing else', () => {
  expect(['165', ' 7 ', '0'].map(readId)).toEqual([165, 7, 0]);
  expect(['', 'abc', '1e2', '1.0', '-3', '0x1', '12345678901'].map(readId)).toEqual(Array(7).fill(null));
});

describe('a typed range', () => {
  it('takes two ends in order', () =>
    expect(typedRange('0,1', '2·10²', 'linear')).toEqual({ range: { low: 0.1, high: 200 } }));

  it.each([
    ['abc', '1', 'linear', 'low', '‘abc’ is not a number.'],
    ['0', '', 'linear', 'high', 'Give a number.'],
    ['2', '1', 'linear', 'both', 'The low end (2) must lie below the high end (1).'],
    ['1', '1', 'linear', 'both', 'The low end (1) must lie below the high end (1).'],
    ['0', '1', 'log', 'low', 'On a logarithmic scale both ends must be above 0.'],
  ] as const)('%j … %j on a %s scale is wrong at %s', (low, high, scale, wrong, message) =>
    expect(typedRange(low, high, scale)).toEqual({ wrong, message }),
  );
});

import { expect, test } from 'vitest';
import type { SampleRow } from '../../src-main/api/contract.ts';
import { nextOrder, orderedSamples } from '../../src-renderer/browse/sample-order.ts';
import { formatNumber } from '../../src-renderer/design/number-text.ts';

function row(number: number, omega: number, maxPsi: number | null, label = `seed ${number}`): SampleRow {
  return {
    number,
    label,
    title: null,
    tags: [],
    notes: 0,
    source: label,
    seed: null,
    job: 1,
    index: number,
    preset: null,
    storedAt: '2026-01-01T00:00:00.000Z',
    model: number % 2 === 0 ? '2dka' : '2dipl',
    n: 100,
    energyPerParticle: 0,
    omega,
    pr: 0.5,
    maxPsi,
    coreSize: 1,
    keyCoreSize: 1,
    negativeModes: 0,
    shear: 15,
    pinnedShear: 16,
    relativeAnisotropy: 0.1,
    omegaT: 0.5,
    omegaRatio: omega / 0.5,
    psi6: null,
    meanPsi6: null,
    verdict: 'phonon',
    phononShare: 0.9,
    criterion: 'phonon-share',
    verdictReason: null,
    participants: 700,
    isQlm: false,
  };
}

const ROWS = [row(3, 0.2, 1.5), row(1, 0.4, null), row(2, 0.2, 7), row(12, 0.1, 0.3, 'Glass.dump, frame 2')];
const numbers = (rows: readonly SampleRow[]) => rows.map(({ number }) => number);

test('samples are put in order by a number, up or down; equal ones by their own numbers', () => {
  expect(numbers(orderedSamples(ROWS, { key: 'number', descending: false }))).toEqual([1, 2, 3, 12]);
  expect(numbers(orderedSamples(ROWS, { key: 'omega', descending: false }))).toEqual([12, 2, 3, 1]);
  expect(numbers(orderedSamples(ROWS, { key: 'omega', descending: true }))).toEqual([1, 2, 3, 12]);
  expect(numbers(ROWS)).toEqual([3, 1, 2, 12]);
});

test('samples without a value come last either way', () => {
  expect(numbers(orderedSamples(ROWS, { key: 'maxPsi', descending: false }))).toEqual([12, 3, 2, 1]);
  expect(numbers(orderedSamples(ROWS, { key: 'maxPsi', descending: true }))).toEqual([2, 3, 12, 1]);
});

test('a filter finds in label and model, whatever the case, and a number as a whole', () => {
  const by = (filter: string) => numbers(orderedSamples(ROWS, { key: 'number', descending: false }, filter));
  expect(by('glass')).toEqual([12]);
  expect(by(' 2DKA ')).toEqual([2, 12]);
  // 12 holds a 1 as well, and so does its label's frame number not: the number counts only as a whole.
  expect(by('1')).toEqual([1]);
  expect(by('none such')).toEqual([]);
});

test('a click on the same head turns the order round; another head begins ascending', () => {
  const first = nextOrder({ key: 'number', descending: false }, 'omega');
  expect(first).toEqual({ key: 'omega', descending: false });
  expect(nextOrder(first, 'omega')).toEqual({ key: 'omega', descending: true });
  expect(nextOrder({ key: 'omega', descending: true }, 'pr')).toEqual({ key: 'pr', descending: false });
});

test('numbers of a column keep their zeros', () => {
  expect(formatNumber(0.7, 2, true)).toBe('0.70');
  expect(formatNumber(0.568, 4, true)).toBe('0.5680');
  expect(formatNumber(-0.568, 4, true)).toBe('−0.5680');
  expect(formatNumber(0.7, 2)).toBe('0.7');
  // Beyond plain digits there is no room to pad, and no exponent of JavaScript's is ever shown.
  expect(formatNumber(1234.5, 2, true)).toBe('1200');
  expect(formatNumber(1e-7, 3, true)).toBe('10⁻⁷');
});

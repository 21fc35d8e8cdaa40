import { describe, expect, it } from 'vitest';

import {
  blockedMean,
  blockedStatistic,
  kolmogorovCritical,
  kolmogorovDistribution,
  kolmogorovSmirnov,
  normalDistribution,
  variance,
} from './dynamics-statistics.ts';

describe('what the dynamics are judged by', () => {
  it('normal distribution: values of tables, both branches', () => {
    // Abramowitz & Stegun, table 26.1.
    expect(normalDistribution(0)).toBe(0.5);
    expect(normalDistribution(1)).toBeCloseTo(0.841344746068543, 14);
    expect(normalDistribution(-2)).toBeCloseTo(0.022750131948179, 14);
    expect(normalDistribution(4.5) - 1).toBeCloseTo(-3.3976731247e-6, 15);
    expect(normalDistribution(-6) / 9.86587645e-10).toBeCloseTo(1, 8);
  });

  it('Kolmogorov distribution: the worked example of its source and tabulated critical values', () => {
    // Marsaglia, Tsang & Wang (2003): K(10, 0.274).
    expect(kolmogorovDistribution(10, 0.274)).toBeCloseTo(0.6284796154565, 12);
    // Of one number: P(D < d) = 2d − 1.
    expect(kolmogorovDistribution(1, 0.8)).toBeCloseTo(0.6, 14);
    // Miller, J. Am. Stat. Assoc. 51, 111 (1956), table 1 at two-sided 5 % and 1 %.
    expect(kolmogorovCritical(10, 0.05)).toBeCloseTo(0.40925, 5);
    expect(kolmogorovCritical(20, 0.01)).toBeCloseTo(0.35241, 5);
    expect(kolmogorovCritical(100, 0.05)).toBeCloseTo(0.13403, 5);
  });

  it('the statistic of three numbers by hand', () => {
    expect(kolmogorovSmirnov(Float64Array.of(0.9, 0.1, 0.5), (x) => x)).toBeCloseTo(0.9 - 2 / 3, 15);
    expect(kolmogorovSmirnov(Float64Array.of(0.5), (x) => x)).toBe(0.5);
  });

  it('blocks: the mean of all, the error from the scatter of the blocks', () => {
    const { mean, standardError } = blockedMean([100, 1, 3, 5, 7], 2);
    expect(mean).toBe(4);
    expect(standardError).toBe(2);
    expect(() => blockedMean([1, 2], 3)).toThrow('2 values do not fill 3 blocks');
    expect(() => blockedStatistic(Float64Array.of(1, 2), 3, variance)).toThrow('2 values do not fill 3 blocks');
    expect(blockedStatistic(Float64Array.of(0, 2, 0, 4), 2, variance)).toEqual({ mean: 5, standardError: 3 });
  });
});

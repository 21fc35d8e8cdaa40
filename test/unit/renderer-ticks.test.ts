import { describe, expect, test } from 'vitest';
import { ticksOf } from '../../src-renderer/design/plot/ticks.ts';

/** Labels of a logarithmic axis that begins at `low` and is `decades` long, with at most about six ticks. */
function labels(low: number, decades: number): string[] {
  return ticksOf({ low, high: low * 10 ** decades }, 'log', 6).map(({ label }) => label);
}

describe('ticks of a logarithmic axis stand no closer than 0.9 of the distance that six of them have', () => {
  test('1, 2, 5 as long as the gap from 1 to 2 is wide enough: log 2/decades ≥ 0.9/6, up to 2.0069 decades', () => {
    expect(labels(1.5, 2.0065)).toEqual(['2', '5', '10', '20', '50', '100']);
    expect(labels(1.5, 2.0073)).toEqual(['3', '10', '30', '100']);
  });

  test('between round values, one that has no room is left out: log(6/5)/decades ≥ 0.9/6, up to 0.5279 decades', () => {
    expect(labels(2.2, 0.5275)).toEqual(['3', '4', '5', '6']);
    // Not all that follow it: the next one has room again.
    expect(labels(2.2, 0.5283)).toEqual(['3', '4', '5', '7']);
  });

  test('whatever the range', () => {
    for (const low of [3e-7, 0.021, 0.9, 1.7, 4.4, 812])
      for (let decades = 0.1; decades < 9; decades += 0.07)
        for (const most of [3, 5, 6, 8]) {
          const ticks = ticksOf({ low, high: low * 10 ** decades }, 'log', most);
          const gaps = ticks.slice(1).map(({ value }, k) => Math.log10(value / ticks[k].value) / decades);
          // Where no set of round powers is sparse enough, none fits; positions carry the rounding of two logarithms.
          for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(0.9 / most - 1e-12);
        }
  });
});

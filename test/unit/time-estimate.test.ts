import { describe, expect, it } from 'vitest';
import { roughDuration } from '../../src-renderer/design/duration.ts';
import { checkSettings } from '../../src-main/api/simulation-form.ts';
import { referenceSeconds, TimeEstimate, type SampleWork } from '../../src-main/ensemble/time-estimate.ts';

const QUICK: SampleWork = { particles: 4096, steps: 20_000, isDouble: false, hasNoise: false, pairs: 1, swaps: 0 };

describe('the time a sample takes', () => {
  it('is that of the bench on its machine, and grows as measured there', () => {
    // docs/bench.md: 0.55 s to minimise a random start of N = 4096, 0.35 s to analyse it.
    expect(referenceSeconds({ ...QUICK, steps: 0 })).toBeCloseTo(0.9, 10);
    const [one, four] = [4096, 16_384].map((particles) => referenceSeconds({ ...QUICK, steps: 0, particles }));
    expect(four / one).toBeGreaterThan(4 ** 1.2);
    expect(four / one).toBeLessThan(4 ** 1.75);
    const steps = [0, 1e6, 2e6].map((count) => referenceSeconds({ ...QUICK, steps: count }));
    expect(steps[2] - steps[1]).toBeCloseTo(14e-9 * 4096 * 1e6, 6);
    expect(referenceSeconds({ ...QUICK, isDouble: true })).toBeGreaterThan(referenceSeconds(QUICK));
    expect(referenceSeconds({ ...QUICK, hasNoise: true })).toBeGreaterThan(referenceSeconds(QUICK));
    expect(referenceSeconds({ ...QUICK, swaps: 0.1 })).toBeGreaterThan(2 * referenceSeconds(QUICK));
  });

  it('is learnt from samples made here, and nonsense is not learnt', () => {
    const estimate = new TimeEstimate();
    expect(estimate.isMeasured).toBe(false);
    for (const nonsense of [0, -1, Number.NaN, 1e9]) estimate.learn(QUICK, nonsense);
    expect(estimate.isMeasured).toBe(false);
    estimate.learn(QUICK, 3 * referenceSeconds(QUICK));
    expect(estimate.isMeasured).toBe(true);
    // Of other work, too: it is the machine that is slower.
    const other = { ...QUICK, particles: 1024, steps: 0 };
    expect(estimate.seconds(other)).toBeCloseTo(3 * referenceSeconds(other), 10);
    for (let sample = 0; sample < 30; sample += 1) estimate.learn(QUICK, referenceSeconds(QUICK));
    expect(estimate.seconds(other)).toBeCloseTo(referenceSeconds(other), 6);
  });

  it('is told of a configuration before it is run, and of a lattice with vacancies that it is not known', () => {
    const estimate = new TimeEstimate();
    const { filled } = checkSettings({ model: '2dipl', preset: 'quick', samples: 8 }, estimate);
    expect(filled).toMatchObject({ samples: 8, isMeasured: false });
    expect(filled?.secondsEach).toBeGreaterThan(0.5);
    const slow = checkSettings({ model: '2dipl', preset: 'standard' }, estimate).filled?.secondsEach ?? 0;
    expect(slow).toBeGreaterThan(filled?.secondsEach ?? Infinity);
    expect(checkSettings({ model: 'crystal', preset: 'quick' }, estimate).filled?.secondsEach).toBeNull();
  });
});

it.each([
  [0.2, '1 s'],
  [7.4, '7 s'],
  [13, '15 s'],
  [44, '40 s'],
  [55, '1 min'],
  [601, '10 min'],
  [4000, '1 h'],
])('%d s is said as %s', (seconds, text) => expect(roughDuration(seconds)).toBe(text));

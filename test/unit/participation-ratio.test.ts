import { describe, expect, it } from 'vitest';
import {
  magnitudes,
  participationRatio,
  squaredNorm,
  vanishes,
} from '../../native-workers/analysis/modes/participation-ratio.ts';
import { referenceSamples } from './reference-samples.ts';

describe('participation ratio', () => {
  it('is 1 for a translation and 1/N for a single moving particle', () => {
    expect(participationRatio(Float64Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 3 : -4)))).toBe(1);
    const single = new Float64Array(40);
    single.set([0.3, -0.7], 12);
    // One square root less than exact: 1/N to the last bits.
    expect(participationRatio(single)).toBeCloseTo(1 / 20, 15);
  });

  it('is k/N for k of N particles moving by the same amount in any directions', () => {
    const field = new Float64Array(60);
    for (let i = 0; i < 7; i++) field.set([Math.cos(i), Math.sin(i)], 2 * i);
    expect(participationRatio(field)).toBeCloseTo(7 / 30, 15);
  });

  it('is 2/3 for a plane wave: ⟨cos²⟩² / ⟨cos⁴⟩ = (1/2)² / (3/8)', () => {
    const field = Float64Array.from({ length: 200 }, (_, at) =>
      at % 2 === 0 ? 0 : Math.cos((2 * Math.PI * (at - 1)) / 2 / 100),
    );
    expect(participationRatio(field)).toBeCloseTo(2 / 3, 14);
  });

  it('does not depend on the norm, down to where |u|⁴ would underflow', () => {
    const field = Float64Array.from({ length: 50 }, (_, at) => Math.sin(at * at));
    const faint = field.map((value) => value * 1e-120);
    expect(participationRatio(faint)).toBeCloseTo(participationRatio(field), 14);
  });

  it.each(referenceSamples())('agrees with the independent calculation: $name', ({ modes, lowestMode }) => {
    // Both sum the same doubles: only the order of summation differs.
    expect(participationRatio(lowestMode.displacement)).toBeCloseTo(modes[0].pr, 13);
    expect(participationRatio(lowestMode.transverse)).toBeCloseTo(modes[0].prT, 13);
    expect(participationRatio(lowestMode.longitudinal)).toBeCloseTo(modes[0].prL, 13);
    expect(squaredNorm(lowestMode.transverse) / squaredNorm(lowestMode.displacement)).toBeCloseTo(
      modes[0].transverse,
      13,
    );
  });
});

it('gives magnitudes of every particle', () => {
  expect([...magnitudes(Float64Array.of(3, 4, 0, -2))]).toEqual([5, 2]);
});

it('calls a share of rounding vanishing, and a faint real one not', () => {
  expect(vanishes(1e-30)).toBe(true);
  expect(vanishes(0)).toBe(true);
  expect(vanishes(1e-12)).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { pearson } from '../../native-workers/analysis/modes/correlations.ts';
import { modeCorrelations } from '../../native-workers/analysis/modes/mode-correlations.ts';
import { magnitudes } from '../../native-workers/analysis/modes/participation-ratio.ts';
import { referenceSamples } from './reference-samples.ts';

describe('pearson', () => {
  it('is ±1 for linear relations and 0 for a parabola about its axis', () => {
    const line = Float64Array.from({ length: 11 }, (_, at) => at - 5);
    expect(
      pearson(
        line,
        line.map((x) => 3 * x + 7),
      ),
    ).toBe(1);
    expect(
      pearson(
        line,
        line.map((x) => 2 - x / 3),
      ),
    ).toBeCloseTo(-1, 15);
    expect(
      pearson(
        line,
        line.map((x) => x * x),
      ),
    ).toBe(0);
  });

  it('gives a value worked by hand', () => {
    // Deviations (−1, 0, 1) and (−1, −1, 2): 3 / √(2 · 6).
    expect(pearson(Float64Array.of(1, 2, 3), Float64Array.of(4, 4, 7))).toBeCloseTo(3 / Math.sqrt(12), 15);
  });

  it('keeps its digits beside a large mean', () => {
    // Two passes: the deviations are exact, where Σx² − (Σx)²/n would lose the square of the mean, 12 digits.
    expect(pearson(Float64Array.of(1e6 + 1, 1e6 + 2, 1e6 + 3), Float64Array.of(4, 4, 7))).toBeCloseTo(
      3 / Math.sqrt(12),
      12,
    );
  });

  it('is null where a field is constant, also up to rounding', () => {
    const field = Float64Array.of(1, 2, 5);
    expect(pearson(field, Float64Array.of(2, 2, 2))).toBeNull();
    expect(pearson(Float64Array.of(0, 0, 0), field)).toBeNull();
    expect(pearson(field, Float64Array.of(0.3, 0.1 + 0.2, 0.3))).toBeNull();
  });

  it('refuses fields of different length', () => {
    expect(() => pearson(Float64Array.of(1, 2), Float64Array.of(1))).toThrow('fields of different length: 2 and 1');
  });
});

describe('mode correlations', () => {
  it.each(referenceSamples())('agree with the independent calculation: $name', ({ vibrability, lowestMode, modes }) => {
    const found = modeCorrelations({
      vibrability,
      longitudinal: magnitudes(lowestMode.longitudinal),
      divergence: lowestMode.divergenceNetProjection,
    });
    expect(Object.keys(found)).toEqual(['psi_uL', 'psi_div', 'psi_absdiv', 'uL_div', 'uL_absdiv']);
    for (const [name, value] of Object.entries(modes[0].correlations))
      expect(found[name as keyof typeof found]).toBeCloseTo(value as number, 12);
  });

  it('says why a coefficient is missing', () => {
    const field = Float64Array.of(1, -2, 5);
    expect(modeCorrelations({ vibrability: null, longitudinal: field, divergence: null })).toEqual({
      psi_uL: null,
      psi_div: null,
      psi_absdiv: null,
      uL_div: null,
      uL_absdiv: null,
      reason: 'Ψ does not exist (see vibrability.reason); the mode has no divergence',
    });
    const constant = modeCorrelations({
      vibrability: Float64Array.of(2, 2, 2),
      longitudinal: field,
      divergence: field,
    });
    expect(constant.psi_uL).toBeNull();
    expect(constant.uL_div).toBe(1);
    expect(constant.reason).toContain('Ψ and |u_L|: one of the two is the same for all particles');
    expect(modeCorrelations({ vibrability: field, longitudinal: null, divergence: field }).reason).toBe(
      'the mode has no longitudinal part',
    );
  });
});

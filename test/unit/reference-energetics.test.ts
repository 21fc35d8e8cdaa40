import { describe, expect, test } from 'vitest';

import { largest, largestDifference, nativeSample, referenceFixtures } from './reference-fixture.ts';

/**
 * Sums of some hundred to a few thousand pair terms in another order: each carries a few 1e-16 from r⁻¹⁰ or r⁻¹²
 * (twelve times the rounding of r), so that 2e-14 of the largest value leaves a decade.
 */
const SUM_ROUNDING = 2e-14;

describe.each(referenceFixtures().map((fixture) => [fixture.name, fixture] as const))(
  'energetics against the Python calculation: %s',
  (_, fixture) => {
    test('energy, stress and pair count at the minimum', () => {
      const found = nativeSample(fixture).energetics();
      expect(found.pairs).toBe(fixture.pairs);
      expect(Math.abs(found.energy / fixture.energy - 1)).toBeLessThan(SUM_ROUNDING);
      expect(largestDifference(found.stress, fixture.stress)).toBeLessThan(SUM_ROUNDING * largest(fixture.stress));
      // Relaxed by the other program: its zero of the force is ours.
      expect(found.maxForce).toBeLessThan(1e-11);
    });

    test('energy, stress and every force of the perturbed copy', () => {
      const { perturbed } = fixture;
      const found = nativeSample(fixture, perturbed.positions).energetics();
      expect(Math.abs(found.energy / perturbed.energy - 1)).toBeLessThan(SUM_ROUNDING);
      expect(largestDifference(found.stress, perturbed.stress)).toBeLessThan(SUM_ROUNDING * largest(perturbed.stress));
      // A force is a sum of repulsions much larger than itself; the largest of them sets the rounding.
      expect(largestDifference(found.forces, perturbed.forces)).toBeLessThan(5e-13 * largest(perturbed.forces));
      let maxForce = 0;
      for (let at = 0; at < perturbed.forces.length; at += 2)
        maxForce = Math.max(maxForce, Math.hypot(perturbed.forces[at], perturbed.forces[at + 1]));
      expect(Math.abs(found.maxForce / maxForce - 1)).toBeLessThan(1e-12);
    });

    test('affine force of simple shear of the perturbed copy', () => {
      const found = nativeSample(fixture, fixture.perturbed.positions).affineForce([0, 1, 0, 0]);
      const expected = fixture.perturbed.affineForceShear;
      expect(largestDifference(found, expected)).toBeLessThan(5e-13 * largest(expected));
    });

    test('the minimiser returns from a small perturbation to the reference minimum', () => {
      // A quarter of the perturbation stays inside the basin of every fixture.
      const start = fixture.positions.map((x, at) => x + 0.25 * (fixture.perturbed.positions[at] - x));
      const sample = nativeSample(fixture, start);
      const result = sample.minimise({ forceTolerance: 1e-11 });
      expect(result.status).toBe('converged');
      expect(result.maxForce).toBeLessThanOrEqual(1e-11);
      expect(Math.abs(result.energy / fixture.energy - 1)).toBeLessThan(SUM_ROUNDING);
      expect(awayFromMinimum(sample.positions(), fixture.positions, fixture.box)).toBeLessThan(
        // |δx| ≤ ‖F‖/λ_min of both programs together, ‖F‖ ≤ √N·1e-11, masses at most 2.5.
        (2 * Math.sqrt(fixture.species.length) * 1e-11 * Math.max(...fixture.masses)) / fixture.eigenvalues[0],
      );
    });
  },
);

/** Largest |x − y| of two configurations of one box, after the mean displacement (a translation) is taken out. */
function awayFromMinimum(x: Float64Array, y: number[], [lx, ly, xy]: [number, number, number]): number {
  const dx: number[] = [];
  const dy: number[] = [];
  for (let at = 0; at < x.length; at += 2) {
    const rows = Math.round((x[at + 1] - y[at + 1]) / ly);
    const sheared = x[at] - y[at] - rows * xy;
    dx.push(sheared - Math.round(sheared / lx) * lx);
    dy.push(x[at + 1] - y[at + 1] - rows * ly);
  }
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(dx), mean(dy)];
  return Math.max(...dx.map((value, i) => Math.hypot(value - mx, dy[i] - my)));
}

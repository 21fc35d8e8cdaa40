import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';

import type { NativeHessian } from '../../native-workers/addon.ts';
import {
  largest,
  largestDifference,
  nativeSample,
  referenceFixtures,
  type ReferenceFixture,
} from './reference-fixture.ts';

/** Dense spectrum of M^(−1/2) H M^(−1/2) by ml-matrix, and Ψ by its defining sum. Ascending. */
function denseSpectrum(hessian: NativeHessian, fixture: ReferenceFixture) {
  const size = 2 * hessian.particles;
  const entries = hessian.dense();
  const root = Float64Array.from({ length: size }, (_, at) => 1 / Math.sqrt(fixture.masses[fixture.species[at >> 1]]));
  const matrix = new Matrix(size, size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) matrix.set(i, j, root[i] * entries[i * size + j] * root[j]);
  const solved = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const order = solved.realEigenvalues.map((_, at) => at);
  order.sort((a, b) => solved.realEigenvalues[a] - solved.realEigenvalues[b]);
  const values = order.map((at) => solved.realEigenvalues[at]);
  const psi = new Float64Array(hessian.particles);
  for (const at of order.slice(2))
    for (let i = 0; i < size; i++)
      psi[i >> 1] += (root[i] * solved.eigenvectorMatrix.get(i, at)) ** 2 / solved.realEigenvalues[at];
  return { values, psi };
}

describe.each(referenceFixtures().map((fixture) => [fixture.name, fixture] as const))(
  'spectrum against dense solvers: %s',
  (_, fixture) => {
    const hessian = nativeSample(fixture).hessian();
    const { values, psi } = denseSpectrum(hessian, fixture);
    const top = values[values.length - 1];

    test('the Hessian is symmetric, annihilates translations and multiplies as its dense form does', () => {
      const size = 2 * hessian.particles;
      const dense = hessian.dense();
      let asymmetry = 0;
      for (let i = 0; i < size; i++)
        for (let j = 0; j < i; j++)
          asymmetry = Math.max(asymmetry, Math.abs(dense[i * size + j] - dense[j * size + i]));
      expect(asymmetry).toBe(0);
      const translation = Float64Array.from({ length: size }, (_, at) => at % 2);
      expect(largest(hessian.multiply(translation))).toBeLessThan(1e-13 * top);
    });

    test('all eigenvalues agree between ml-matrix on our Hessian and LAPACK on the reference Hessian', () => {
      // Backward stable solvers: errors of a few units of 1e-16·‖A‖ times a small power of the size.
      expect(largestDifference(values.slice(2), fixture.eigenvalues)).toBeLessThan(1e-13 * top);
      expect(Math.max(Math.abs(values[0]), Math.abs(values[1]))).toBeLessThan(1e-13 * top);
    });

    test('‖A‖ is bounded by the norm that residuals are scaled with', () => {
      expect(hessian.norm).toBeGreaterThanOrEqual(top * (1 - 1e-12));
      // A row sum exceeds the largest eigenvalue by half here; a bound far above it would hide residuals.
      expect(hessian.norm).toBeLessThan(3 * top);
    });

    test('inertia at the minimum: two zero modes and no negative one', () => {
      expect(hessian.inertia).toEqual({ negative: 0, zero: 2, positive: fixture.eigenvalues.length });
    });

    test('inertia counts between all neighbouring eigenvalues', () => {
      const levels = [0, ...fixture.eigenvalues];
      const shifts: number[] = [-0.5 * levels[1]];
      const counts: number[] = [0];
      for (let k = 1; k < levels.length; k++) {
        // Nearer than this and the count at the middle is a matter of rounding in either program.
        if (levels[k] - levels[k - 1] < 1e-9 * top) continue;
        shifts.push((levels[k] + levels[k - 1]) / 2);
        // The two translations count as 0.
        counts.push(k + 1);
      }
      shifts.push(2 * top);
      counts.push(levels.length + 1);
      expect(shifts.length).toBeGreaterThan(0.9 * levels.length);
      expect(Array.from(hessian.countBelow(Float64Array.from(shifts)))).toEqual(counts);
    });

    test('Ψ by selected inversion agrees with both eigen-sums to 1e-9 relative', () => {
      const found = hessian.vibrability();
      const relative = (expected: ArrayLike<number>): number =>
        largest(found.map((value, i) => value / expected[i] - 1));
      expect(relative(psi)).toBeLessThan(1e-9);
      expect(relative(fixture.vibrability)).toBeLessThan(1e-9);
      // The inverse of a matrix of condition ~1e4 keeps twelve digits; 1e-9 is what the design promises.
      expect(relative(fixture.vibrability)).toBeLessThan(1e-11);
    });

    test('lowest modes: eigenvalues, residuals, orthonormality in the mass metric, proof of completeness', () => {
      const count = 20;
      const modes = hessian.lowestModes({ count });
      expect(modes.status).toBe('converged');
      expect(modes.complete).toBe(true);
      expect(largestDifference(modes.eigenvalues, fixture.eigenvalues.slice(0, count))).toBeLessThan(1e-13 * top);
      expect(largest(modes.residuals)).toBeLessThan(1e-12);
      const size = 2 * hessian.particles;
      const product = hessian.multiply(modes.displacements);
      for (let a = 0; a < count; a++) {
        // The reported residual is the truth: ‖H u − λ M u‖ weighted by M^(−1/2), over the norm.
        let residual = 0;
        for (let at = 0; at < size; at++) {
          const mass = fixture.masses[fixture.species[at >> 1]];
          const u = modes.displacements[a * size + at];
          residual += (product[a * size + at] - modes.eigenvalues[a] * mass * u) ** 2 / mass;
        }
        expect(Math.abs(Math.sqrt(residual) / hessian.norm - modes.residuals[a])).toBeLessThan(1e-15);
        for (let b = 0; b <= a; b++) {
          let overlap = 0;
          for (let at = 0; at < size; at++)
            overlap +=
              fixture.masses[fixture.species[at >> 1]] *
              modes.displacements[a * size + at] *
              modes.displacements[b * size + at];
          expect(Math.abs(overlap - (a === b ? 1 : 0))).toBeLessThan(1e-11);
        }
      }
    });

    test('H⁺ applied to a force: H x = b without its mean, and x without a mean', () => {
      const size = 2 * hessian.particles;
      const force = Float64Array.from(fixture.perturbed.forces);
      const x = hessian.solve(force);
      const back = hessian.multiply(x);
      const mean = [0, 1].map(
        (axis) => force.reduce((sum, f, at) => (at % 2 === axis ? sum + f : sum), 0) / (size / 2),
      );
      const projected = force.map((f, at) => f - mean[at % 2]);
      expect(largestDifference(back, projected)).toBeLessThan(1e-11 * largest(force));
      const drift = [0, 1].map((axis) => x.reduce((sum, v, at) => (at % 2 === axis ? sum + v : sum), 0));
      expect(largest(drift)).toBeLessThan(1e-11 * largest(x) * size);
    });
  },
);

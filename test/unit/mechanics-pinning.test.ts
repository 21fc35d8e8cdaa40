import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { elasticResponse, ofGradient } from '../../native-workers/analysis/elasticity/elastic-response.ts';
import { Pinning } from '../../native-workers/analysis/elasticity/pinning.ts';
import { shearHarmonics, shearModulus } from '../../native-workers/analysis/elasticity/shear-modulus.ts';
import { balanceWithout, dot } from './dense-shear.ts';
import { referenceSamples } from './reference-samples.ts';

const ROUTES = ['schur', 'refactorise'] as const;

/** Curvature and displacements with the rows and columns of some particles deleted from the dense Hessian. */
function bruteForce({ hessian, area, response }: ReturnType<typeof responseOf>, pinned: readonly number[]) {
  const forces = [0, 1, 2, 3].map((gradient) => ofGradient(response.affineForces, gradient));
  const fields = balanceWithout(hessian, pinned, forces);
  const nonAffine = Float64Array.from(fields.flatMap((field) => [...field]));
  const curvature = response.bornTerm.map(
    (value, at) => value - dot(forces[Math.floor(at / 4)], fields[at % 4]) / area,
  );
  return { curvature, nonAffine };
}

type Reference = ReturnType<typeof referenceSamples>[number];

function responseOf({ configuration, model }: Reference) {
  const sample = new (addon().Sample)(sampleSpec(configuration, model));
  expect(sample.minimise({}).status).toBe('converged');
  const hessian = sample.hessian();
  const area = configuration.box.lx * configuration.box.ly;
  return { sample, hessian, area, response: elasticResponse(sample, hessian, sample.energetics().stress, area) };
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Largest difference over largest value. */
function difference(a: Float64Array, b: Float64Array): number {
  return largest(a.map((value, at) => value - b[at])) / largest(b);
}

const first = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe.each(referenceSamples())('$name', (reference) => {
  const made = responseOf(reference);
  const { response, hessian, sample } = made;
  const n = sample.particles;

  describe.each(ROUTES)('by the route %s', (route) => {
    // The dense LU and the sparse LDLᵀ each round at 1e-12 of a softest mode of some 0.1.
    it.each([[[0, 1]], [[3, 17, 42]], [[63, 5, 12, 33, 34, 2, 8]], [first(40)], [first(n - 1)]])(
      'pinning %j is deleting rows and columns',
      (pinned) => {
        const pinning = new Pinning(response, hessian);
        const expected = bruteForce(made, pinned);
        const found = pinning.respond(pinned, route);
        expect(difference(found.curvature, expected.curvature)).toBeLessThan(1e-9);
        expect(difference(found.nonAffine, expected.nonAffine)).toBeLessThan(1e-9);
        expect(difference(pinning.curvature(pinned, route), expected.curvature)).toBeLessThan(1e-9);
        for (let row = 0; row < 4; row++)
          for (const index of pinned)
            expect([...ofGradient(found.nonAffine, row).subarray(2 * index, 2 * index + 2)]).toEqual([0, 0]);
      },
    );

    it('one particle more never makes it softer at any angle, whatever is pinned', () => {
      const sets = fc.uniqueArray(fc.nat({ max: n - 1 }), { minLength: 2, maxLength: 12 });
      const scale = largest(response.curvature);
      const pinning = new Pinning(response, hessian);
      fc.assert(
        fc.property(sets, fc.nat({ max: 179 }), (set, degrees) => {
          const modulus = (count: number): number =>
            shearModulus(shearHarmonics(pinning.curvature(set.slice(0, count), route)), degrees);
          const moduli = [0, ...first(set.length).map((at) => at + 1)].map(modulus);
          moduli.slice(1).forEach((value, at) => expect(value).toBeGreaterThanOrEqual(moduli[at] - 1e-10 * scale));
        }),
        { numRuns: 20, seed: 5 },
      );
    });
  });

  it('pinning nothing changes nothing, and one particle only where the sample lies', () => {
    const pinning = new Pinning(response, hessian);
    expect(pinning.curvature([])).toEqual(response.curvature);
    expect(pinning.respond([])).toEqual({ curvature: response.curvature, nonAffine: response.nonAffine });
    expect(pinning.curvature([11])).toEqual(response.curvature);
    const one = pinning.respond([11]);
    expect(one.curvature).toEqual(response.curvature);
    expect(difference(one.nonAffine, bruteForce(made, [11]).nonAffine)).toBeLessThan(1e-9);
  });

  it('takes the inverse between few particles, and factorises again for many', () => {
    const pinning = new Pinning(response, hessian);
    const few = first(Math.floor(1.5 * Math.sqrt(n)));
    pinning.curvature(few);
    expect(pinning.spent).toEqual({ columns: 2 * few.length, solves: 0, factorisations: 0 });
    pinning.respond([4, 31]);
    expect(pinning.spent).toEqual({ columns: 2 * few.length + 4, solves: 4, factorisations: 0 });
    expect(pinning.route(first(few.length + 1))).toBe('refactorise');
    pinning.curvature(first(few.length + 1));
    expect(pinning.spent).toEqual({ columns: 2 * few.length + 4, solves: 8, factorisations: 1 });
  });

  it('the inverse between particles is H⁺ but for what differences take out', () => {
    // All of them: the grounded one too.
    const particles = Int32Array.from(first(n)).reverse();
    const block = hessian.inverseBetween(particles);
    const order = 2 * n;
    const size = 2 * n;
    const units = new Float64Array(size * size);
    for (let at = 0; at < size; at++) units[at * size + at] = 1;
    const inverse = hessian.solve(units);
    const degree = (at: number): number => 2 * particles[Math.floor(at / 2)] + (at % 2);
    const scale = largest(inverse);
    let worst = 0;
    for (let row = 2; row < order; row++)
      for (let column = 2; column < order; column++) {
        const difference = (entry: (a: number, b: number) => number): number =>
          entry(row, column) - entry(row, column % 2) - entry(row % 2, column) + entry(row % 2, column % 2);
        const found = difference((a, b) => block[a * order + b]);
        const expected = difference((a, b) => inverse[degree(a) * size + degree(b)]);
        worst = Math.max(worst, Math.abs(found - expected));
      }
    // Solves of a softest mode of some 0.1.
    expect(worst).toBeLessThan(1e-11 * scale);
  });

  it('refuses what cannot be pinned', () => {
    const pinning = new Pinning(response, hessian);
    for (const act of [pinning.curvature.bind(pinning), pinning.respond.bind(pinning)]) {
      expect(() => act([3, n])).toThrow(`pinned particle index ${n}; expected 0 to ${n - 1}`);
      expect(() => act([3, 0.5])).toThrow('pinned particle index 0.5');
      expect(() => act([3, 4, 3])).toThrow('a particle is pinned twice');
      expect(() => act(first(n))).toThrow(`all ${n} particles are pinned: nothing is left to relax`);
    }
  });
});

describe('the kernels', () => {
  it('solve a positive definite system, and say when one is not', () => {
    const matrix = Float64Array.of(4, 1, 0, 1, 3, 1, 0, 1, 2);
    const solved = addon().solvePositiveDefinite(matrix, Float64Array.of(5, 5, 3, 4, 1, 0));
    // Small whole numbers: a few units in the last place.
    [1, 1, 1, 1, 0, 0].forEach((value, at) => expect(solved[at]).toBeCloseTo(value, 14));
    expect(() => addon().solvePositiveDefinite(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toThrow(
      'a matrix of order 2 is not positive definite',
    );
    expect(() => addon().solvePositiveDefinite(new Float64Array(3), new Float64Array(1))).toThrow(
      'matrix must be square',
    );
    expect(() => addon().solvePositiveDefinite(new Float64Array(4), new Float64Array(3))).toThrow(
      'right must hold whole vectors of 2 numbers',
    );
  });

  it('refuse particles that are not there', () => {
    const { hessian, response } = responseOf(referenceSamples()[0]);
    expect(() => hessian.solvePinned(new Int32Array(), response.affineForces)).toThrow(
      'pinned must name at least one particle',
    );
    expect(() => hessian.solvePinned(Int32Array.of(-1), response.affineForces)).toThrow('pinned must hold indices');
    expect(() => hessian.inverseBetween(new Int32Array())).toThrow('particles must name at least one particle');
    expect(() => hessian.inverseBetween(Int32Array.of(hessian.particles))).toThrow(
      `particles must hold indices below ${hessian.particles}`,
    );
  });
});

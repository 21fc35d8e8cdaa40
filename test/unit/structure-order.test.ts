import { describe, expect, test } from 'vitest';
import { bondOrder } from '../../native-workers/analysis/order/bond-order.ts';
import { coordination } from '../../native-workers/analysis/order/coordination.ts';
import { meanSquareDisplacement } from '../../native-workers/analysis/preparation/mean-square-displacement.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import { randomPositions, squareLattice, triangularLattice, uniforms } from './configurations.ts';

describe('bond-orientational order', () => {
  test('of a perfect triangular lattice is 1', () => {
    const { box, positions } = triangularLattice(12, 14, 1.3);
    const { local, global, meanLocal } = bondOrder(periodicVoronoi(box, positions));
    for (const value of local) expect(value).toBeCloseTo(1, 12);
    expect(global).toBeCloseTo(1, 12);
    expect(meanLocal).toBeCloseTo(1, 12);
  });

  test('of a square lattice is 0', () => {
    const { box, positions } = squareLattice(9, 9, 1);
    const { local, global } = bondOrder(periodicVoronoi(box, positions));
    for (const value of local) expect(value).toBeLessThan(1e-12);
    expect(global).toBeLessThan(1e-12);
  });

  test('of a disordered sample is the sum over neighbours, angle by angle', () => {
    const box = { lx: 13, ly: 12, xy: 5 };
    const voronoi = periodicVoronoi(box, randomPositions(box, 200, 6));
    const { edges } = voronoi;
    const sums = Array.from({ length: 200 }, () => [0, 0, 0]);
    for (let e = 0; e < edges.i.length; e++) {
      const angle = Math.atan2(edges.separation[2 * e + 1], edges.separation[2 * e]);
      for (const [particle, theta] of [
        [edges.i[e], angle],
        [edges.j[e], angle + Math.PI],
      ]) {
        sums[particle][0] += Math.cos(6 * theta);
        sums[particle][1] += Math.sin(6 * theta);
        sums[particle][2] += 1;
      }
    }
    const { local, global, meanLocal } = bondOrder(voronoi);
    const psi = sums.map(([re, im, w]) => [re / w, im / w]);
    psi.forEach(([re, im], i) => expect(local[i]).toBeCloseTo(Math.hypot(re, im), 11));
    const mean = (of: number[]): number => of.reduce((sum, value) => sum + value, 0) / of.length;
    expect(global).toBeCloseTo(Math.hypot(mean(psi.map(([re]) => re)), mean(psi.map(([, im]) => im))), 11);
    expect(meanLocal).toBeCloseTo(mean(psi.map(([re, im]) => Math.hypot(re, im))), 11);
  });
});

describe('coordination numbers', () => {
  test('of lattices: six and four', () => {
    const triangular = triangularLattice(10, 10, 1);
    const six = coordination(periodicVoronoi(triangular.box, triangular.positions), new Uint8Array(100), 1);
    expect(Array.from(six.counts)).toStrictEqual([0, 0, 0, 0, 0, 0, 100]);
    const square = squareLattice(10, 10, 1);
    const four = coordination(periodicVoronoi(square.box, square.positions), new Uint8Array(100), 1);
    expect(Array.from(four.counts)).toStrictEqual([0, 0, 0, 0, 100]);
  });

  test('of a disordered sample sum to 6N; each particle is counted with its species', () => {
    const box = { lx: 13, ly: 12, xy: 5 };
    const species = Uint8Array.from({ length: 200 }, (_, i) => i % 3);
    const { numbers, counts, columns } = coordination(periodicVoronoi(box, randomPositions(box, 200, 6)), species, 3);
    expect(numbers.reduce((sum, z) => sum + z, 0)).toBe(1200);
    expect(columns).toBe(Math.max(...numbers) + 1);
    for (let kind = 0; kind < 3; kind++)
      for (let z = 0; z < columns; z++)
        expect(counts[kind * columns + z]).toBe(
          numbers.filter((value, i) => value === z && species[i] === kind).length,
        );
  });
});

describe('mean-square displacement', () => {
  const before = uniforms(40, 1).map((value) => 50 * value);
  const species = Uint8Array.from({ length: 20 }, (_, i) => (i < 5 ? 0 : 1));

  test('does not see the drift of the centre of mass, masses counted', () => {
    const masses = [3, 0.5];
    const moved = before.map((value, at) => value + (at % 2 === 0 ? 7.25 : -1.5));
    const still = meanSquareDisplacement(before, moved, species, masses);
    expect(still.total).toBeLessThan(1e-25);
    const step = uniforms(40, 2).map((value) => value - 0.5);
    const rest = meanSquareDisplacement(
      before,
      before.map((value, at) => value + step[at]),
      species,
      masses,
    );
    const both = meanSquareDisplacement(
      before,
      moved.map((value, at) => value + step[at]),
      species,
      masses,
    );
    expect(both.total).toBeCloseTo(rest.total, 12);
    both.bySpecies.forEach((value, kind) => expect(value).toBeCloseTo(rest.bySpecies[kind] ?? Number.NaN, 12));
  });

  test('is the mean over particles, and over those of a species', () => {
    // Two opposite steps of one species: the centre of mass stays.
    const after = before.slice();
    after[0] += 3;
    after[2] -= 3;
    const { total, bySpecies } = meanSquareDisplacement(before, after, species, [1, 1, 1]);
    expect(total).toBeCloseTo(18 / 20, 12);
    expect(bySpecies[0]).toBeCloseTo(18 / 5, 12);
    expect(bySpecies[1]).toBeCloseTo(0, 12);
    expect(bySpecies[2]).toBeNull();
  });

  test('refuses configurations of different sizes', () => {
    expect(() => meanSquareDisplacement(before, before.slice(2), species, [1, 1])).toThrow(
      'a displacement of 20 particles needs 40 coordinates before and after, got 40 and 38',
    );
  });
});

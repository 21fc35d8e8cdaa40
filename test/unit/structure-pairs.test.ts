import { describe, expect, test } from 'vitest';
import { forClosePairs, halfWidth } from '../../native-workers/analyses/structure/close-pairs.ts';
import { radialDistribution } from '../../native-workers/analyses/structure/radial-distribution.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { randomPositions, triangularLattice } from './configurations.ts';

const BOXES: [string, Box][] = [
  ['square', { lx: 12, ly: 12, xy: 0 }],
  ['long', { lx: 40, ly: 7, xy: 0 }],
  ['tilted', { lx: 15, ly: 11, xy: 6.5 }],
  ['tilted back', { lx: 11, ly: 16, xy: -5.4 }],
];

/** Distances of all pairs through every image that could be near: no cells, no reduction. */
function distancesByImages({ lx, ly, xy }: Box, positions: Float64Array, cutoff: number): Map<string, number> {
  const found = new Map<string, number>();
  for (let i = 0; i < positions.length / 2; i++)
    for (let j = i + 1; j < positions.length / 2; j++)
      for (let a = -3; a <= 3; a++)
        for (let b = -3; b <= 3; b++) {
          const dx = positions[2 * j] - positions[2 * i] + a * lx + b * xy;
          const dy = positions[2 * j + 1] - positions[2 * i + 1] + b * ly;
          const distance = Math.hypot(dx, dy);
          if (distance < cutoff) found.set(`${i} ${j}`, distance);
        }
  return found;
}

describe('pairs closer than a cutoff', () => {
  test.each(BOXES)('are the same as by all images: %s box', (_, box) => {
    for (const particles of [2, 9, 150])
      for (const share of [0.11, 0.5, 1]) {
        const positions = randomPositions(box, particles, particles);
        const cutoff = share * halfWidth(box);
        const found = new Map<string, number>();
        forClosePairs(box, positions, cutoff, (i, j, squared) => {
          const pair = i < j ? `${i} ${j}` : `${j} ${i}`;
          expect(found.has(pair)).toBe(false);
          found.set(pair, Math.sqrt(squared));
        });
        const expected = distancesByImages(box, positions, cutoff);
        expect([...found.keys()].sort()).toStrictEqual([...expected.keys()].sort());
        // Rounding of coordinates of order 10.
        for (const [pair, distance] of found) expect(distance).toBeCloseTo(expected.get(pair) ?? Number.NaN, 12);
      }
  });

  test('do not change when particles are moved by whole box lengths', () => {
    const box = { lx: 15, ly: 11, xy: 6.5 };
    const positions = randomPositions(box, 60, 3);
    const away = positions.map((value, at) => value + (at % 2 === 0 ? 2 * box.lx - 3 * box.xy : -3 * box.ly));
    const count = (of: Float64Array): number => {
      let pairs = 0;
      forClosePairs(box, of, 4, () => pairs++);
      return pairs;
    };
    expect(count(away)).toBe(count(positions));
  });

  test.each([0, -1, Number.NaN, 5.6])('refuse the cutoff %d', (cutoff) => {
    const box = { lx: 15, ly: 11, xy: 0 };
    expect(() => forClosePairs(box, randomPositions(box, 5, 1), cutoff, () => undefined)).toThrow(
      `pairs up to a distance of ${cutoff} were asked for; this box allows 0 to 5.5`,
    );
  });
});

/** Neighbours of a particle up to the end of shell k: ∫ ρ g 2πr dr with ρ = (N − 1)/V, as the pairs were counted. */
function neighboursWithin(distance: number, box: Box, particles: number, g: Float64Array, width: number): number {
  let count = 0;
  for (let k = 0; (k + 1) * width <= distance + 1e-9; k++)
    count += (g[k] * (particles - 1) * Math.PI * width ** 2 * (2 * k + 1)) / (box.lx * box.ly);
  return count;
}

describe('radial distribution function', () => {
  test('of a triangular lattice: 6, 6, 6, 12, 6, 6 neighbours at 1, √3, 2, √7, 3, √12 spacings and none between', () => {
    const { box, positions } = triangularLattice(20, 24, 1.1);
    const species = new Uint8Array(positions.length / 2);
    const { r, total, width } = radialDistribution(box, positions, species, 1, { maxDistance: 3.9, bins: 390 });
    const peaks = [1, Math.sqrt(3), 2, Math.sqrt(7), 3, Math.sqrt(12)].map((at) => 1.1 * at);
    for (let k = 0; k < r.length; k++)
      if (total[k] > 0) expect(Math.min(...peaks.map((at) => Math.abs(at - r[k])))).toBeLessThanOrEqual(0.51 * width);
    const upTo = [1.5, 2, 2.5, 3, 3.5, 3.9].map((at) => neighboursWithin(at, box, species.length, total, width));
    // Sums of a few hundred terms.
    [6, 12, 18, 30, 36, 42].forEach((count, at) => expect(upTo[at]).toBeCloseTo(count, 10));
  });

  test('is the same in a tilted cell of the same lattice', () => {
    // b = (½ + 9) a-steps sheared into |xy| ≤ lx/2: rows of 18, 18 rows, each shifted by half a spacing.
    const spacing = 1.1;
    const height = (spacing * Math.sqrt(3)) / 2;
    const box = { lx: 18 * spacing, ly: 18 * height, xy: 9 * spacing };
    const positions = Float64Array.from({ length: 2 * 18 * 18 }, (_, at) => {
      const i = at >> 1;
      const row = Math.floor(i / 18);
      return at % 2 === 0 ? ((i % 18) + row / 2 + 0.3) * spacing : (row + 0.3) * height;
    });
    const straight = triangularLattice(18, 18, spacing);
    const species = new Uint8Array(18 * 18);
    const options = { maxDistance: 6, bins: 73 };
    const tilted = radialDistribution(box, positions, species, 1, options);
    const orthogonal = radialDistribution(straight.box, straight.positions, species, 1, options);
    tilted.total.forEach((g, k) => expect(g).toBeCloseTo(orthogonal.total[k], 9));
  });

  test.each(BOXES)('of independent particles is 1 within its error in every shell: %s box', (_, box) => {
    const particles = 3000;
    const positions = randomPositions(box, particles, 11);
    const species = Uint8Array.from({ length: particles }, (__, i) => (i % 3 === 0 ? 1 : 0));
    const bins = 40;
    const { r, width, total, partial } = radialDistribution(box, positions, species, 2, { bins });
    const members = [2000, 1000];
    const all: [Float64Array | null, number][] = [[total, (3000 * 2999) / 2]];
    for (const { pair, g } of partial)
      all.push([g, pair[0] === pair[1] ? (members[pair[0]] * (members[pair[0]] - 1)) / 2 : members[0] * members[1]]);
    for (const [g, pairs] of all) {
      const chi = r.map((at, k) => {
        const expected = (pairs * 2 * Math.PI * at * width) / (box.lx * box.ly);
        return ((g?.[k] ?? Number.NaN) - 1) * Math.sqrt(expected);
      });
      // Counts of independent pairs are Poisson's: χ² has the mean 40 and the deviation √80.
      const chiSquared = chi.reduce((sum, value) => sum + value ** 2, 0);
      expect(Math.abs(chiSquared - bins)).toBeLessThan(4 * Math.sqrt(2 * bins));
    }
  });

  test('partial functions add up to the total, weighed by their pairs; a missing species has none', () => {
    const box = { lx: 12, ly: 12, xy: 0 };
    const positions = randomPositions(box, 90, 5);
    const species = Uint8Array.from({ length: 90 }, (_, i) => (i < 30 ? 0 : 2));
    const { total, partial } = radialDistribution(box, positions, species, 3, { bins: 30 });
    expect(partial.map(({ pair, g }) => [pair, g === null])).toStrictEqual([
      [[0, 0], false],
      [[0, 1], true],
      [[0, 2], false],
      [[1, 1], true],
      [[1, 2], true],
      [[2, 2], false],
    ]);
    const pairs = [(30 * 29) / 2, 0, 30 * 60, 0, 0, (60 * 59) / 2];
    total.forEach((g, k) => {
      const sum = partial.reduce((before, { g: part }, at) => before + pairs[at] * (part?.[k] ?? 0), 0);
      expect(sum / ((90 * 89) / 2)).toBeCloseTo(g, 12);
    });
  });

  test('says what it cannot do', () => {
    const box = { lx: 12, ly: 12, xy: 0 };
    expect(() => radialDistribution(box, new Float64Array(2), new Uint8Array(1), 1)).toThrow(
      'g(r) needs two particles or more, got 1',
    );
    const positions = randomPositions(box, 9, 1);
    expect(() => radialDistribution(box, positions, new Uint8Array(9), 1, { bins: 0 })).toThrow(
      'g(r) in 0 shells: expected a whole number above 0',
    );
    expect(() => radialDistribution(box, positions, new Uint8Array(9), 1, { maxDistance: 7 })).toThrow(
      'pairs up to a distance of 7 were asked for; this box allows 0 to 6',
    );
  });
});

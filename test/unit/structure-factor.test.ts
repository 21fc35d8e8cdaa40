import { describe, expect, test } from 'vitest';
import { densityModes } from '../../native-workers/analyses/structure/density-modes.ts';
import { FourierTransform } from '../../native-workers/analyses/structure/fourier-transform.ts';
import { structureFactor, waveNumber } from '../../native-workers/analyses/structure/structure-factor.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { randomPositions, triangularLattice, uniforms } from './configurations.ts';

const BOXES: [string, Box][] = [
  ['square', { lx: 12, ly: 12, xy: 0 }],
  ['long', { lx: 31, ly: 7, xy: 0 }],
  ['tilted', { lx: 15, ly: 11, xy: 6.5 }],
  ['tilted back', { lx: 11, ly: 16, xy: -5.4 }],
];

describe('Fourier transform', () => {
  test.each([1, 2, 8, 64])('of length %d is the sum it stands for', (length) => {
    const real = uniforms(length, 1);
    const imaginary = uniforms(length, 2);
    const re = real.slice();
    const im = imaginary.slice();
    new FourierTransform(length).transform(re, im);
    for (let k = 0; k < length; k++) {
      let sumReal = 0;
      let sumImaginary = 0;
      for (let n = 0; n < length; n++) {
        const angle = (-2 * Math.PI * k * n) / length;
        sumReal += real[n] * Math.cos(angle) - imaginary[n] * Math.sin(angle);
        sumImaginary += real[n] * Math.sin(angle) + imaginary[n] * Math.cos(angle);
      }
      expect(re[k]).toBeCloseTo(sumReal, 11);
      expect(im[k]).toBeCloseTo(sumImaginary, 11);
    }
  });

  test('refuses other lengths', () => {
    expect(() => new FourierTransform(12)).toThrow('a Fourier transform of length 12: not a power of two');
  });
});

describe('density modes', () => {
  test.each(BOXES)('are the sums over particles: %s box', (_, box) => {
    const particles = 37;
    // Outside the box, too.
    const positions = randomPositions(box, particles, 4).map((value) => 3 * value - 20);
    const columns = 9;
    const rows = 14;
    const modes = densityModes(box, positions, columns, rows);
    for (let n = 0; n <= columns; n++)
      for (let m = -rows; m <= rows; m++) {
        const qx = (2 * Math.PI * n) / box.lx;
        const qy = (2 * Math.PI * m - qx * box.xy) / box.ly;
        let real = 0;
        let imaginary = 0;
        for (let j = 0; j < particles; j++) {
          const phase = qx * positions[2 * j] + qy * positions[2 * j + 1];
          real += Math.cos(phase);
          imaginary -= Math.sin(phase);
        }
        const at = n * (2 * rows + 1) + m + rows;
        // The window of 12 points is good for 1e-10 of N.
        expect(Math.abs(modes.real[at] - real)).toBeLessThan(1e-10 * particles);
        expect(Math.abs(modes.imaginary[at] - imaginary)).toBeLessThan(1e-10 * particles);
      }
  });
});

describe('static structure factor', () => {
  test('of a triangular lattice: N at its reciprocal vectors, nothing elsewhere', () => {
    const spacing = 1.1;
    const { box, positions } = triangularLattice(16, 18, spacing);
    const particles = positions.length / 2;
    const { q, s, largest, vectors } = structureFactor(box, positions, 20, 0.02);
    const first = (4 * Math.PI) / (spacing * Math.sqrt(3));
    // Half of each star of reciprocal vectors, q and −q being one: 3 at 1, √3 and 2, 6 at √7 times the first.
    const expected = [
      [1, 3],
      [Math.sqrt(3), 3],
      [2, 3],
      [Math.sqrt(7), 6],
      [3, 3],
    ];
    const peaks = Array.from(largest.keys()).filter((at) => largest[at] > 1e-6 * particles);
    expect(peaks).toHaveLength(expected.length);
    peaks.forEach((at, k) => {
      const [times, star] = expected[k];
      expect(largest[at]).toBeCloseTo(particles, 6);
      expect(Math.round((s[at] * vectors[at]) / particles)).toBe(star);
      expect(Math.abs(q[at] - times * first)).toBeLessThan(0.02);
    });
  });

  test.each(BOXES)('of independent particles is 1 within its error: %s box', (_, box) => {
    const { s, vectors } = structureFactor(box, randomPositions(box, 4000, 8), 12, 1);
    // S of one wave vector is distributed exponentially: the mean of n has the deviation 1/√n.
    const chi = s.map((value, shell) => (value - 1) * Math.sqrt(vectors[shell]));
    const chiSquared = chi.reduce((sum, value) => sum + value ** 2, 0);
    expect(Math.abs(chiSquared - s.length)).toBeLessThan(4 * Math.sqrt(2 * s.length) + 4);
    const all = vectors.reduce((sum, n) => sum + n, 0);
    const mean = s.reduce((sum, value, shell) => sum + value * vectors[shell], 0) / all;
    expect(Math.abs(mean - 1)).toBeLessThan(4 / Math.sqrt(all));
  });

  test.each(BOXES)('takes every wave vector of the box once, and not q = 0: %s box', (_, box) => {
    const maxWaveNumber = 6;
    const { q, s, vectors } = structureFactor(box, Float64Array.of(1, 2), maxWaveNumber);
    let count = 0;
    for (let n = -60; n <= 60; n++)
      for (let m = -60; m <= 60; m++) if ((n !== 0 || m !== 0) && waveNumber(box, n, m) <= maxWaveNumber) count++;
    expect(2 * vectors.reduce((sum, here) => sum + here, 0)).toBe(count);
    // One particle scatters alike everywhere.
    for (const value of s) expect(value).toBeCloseTo(1, 9);
    expect(q[0]).toBeGreaterThan(0);
    expect(q.every((value, at) => at === 0 || value > q[at - 1])).toBe(true);
  });

  test('does not depend on the way one lattice of images is written down', () => {
    const box = { lx: 14, ly: 10, xy: 0 };
    const positions = randomPositions(box, 80, 2);
    const straight = structureFactor(box, positions, 8, 0.5);
    const sheared = structureFactor({ ...box, xy: 14 }, positions, 8, 0.5);
    expect(sheared.vectors).toStrictEqual(straight.vectors);
    straight.s.forEach((value, at) => expect(sheared.s[at]).toBeCloseTo(value, 8));
  });

  test('says what it cannot do', () => {
    const box = { lx: 12, ly: 12, xy: 0 };
    expect(() => structureFactor(box, new Float64Array(0), 15)).toThrow('S(q) needs a particle');
    expect(() => structureFactor(box, Float64Array.of(1, 1), -1)).toThrow(
      /^S\(q\) up to -1 in shells of 0\.52\d*: expected numbers above 0$/,
    );
    expect(() => structureFactor(box, Float64Array.of(1, 1), 2000)).toThrow(
      /wave vectors; at most 4000000 are allowed: ask for a smaller wave number$/,
    );
  });
});

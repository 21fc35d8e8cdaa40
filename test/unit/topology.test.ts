import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { delaunayTriangles } from '../../native-workers/analysis/voronoi/delaunay-triangles.ts';
import { gridDefects, gridOf, gridPoints, gridWinding } from '../../native-workers/analyses/topology/grid-charges.ts';
import { nearestSeparation } from '../../native-workers/analyses/topology/nearest-separation.ts';
import { smoothedField } from '../../native-workers/analyses/topology/smoothed-field.ts';
import type { Defect } from '../../native-workers/analyses/topology/topology-report.ts';
import { topologySettingsSchema } from '../../native-workers/analyses/topology/topology-settings.ts';
import { chargesOf, keyCoreCentre, topology } from '../../native-workers/analyses/topology/topology.ts';
import { triangleDefects, triangleWinding } from '../../native-workers/analyses/topology/triangle-charges.ts';
import { turnBetween, windingNumber } from '../../native-workers/analyses/topology/winding.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { randomPositions, triangularLattice, uniforms } from './configurations.ts';

const BOXES: [string, Box][] = [
  ['a square', { lx: 24, ly: 24, xy: 0 }],
  ['a rectangle', { lx: 30, ly: 18, xy: 0 }],
  ['tilted', { lx: 24, ly: 22, xy: 9 }],
  ['tilted the other way, as far as it goes', { lx: 24, ly: 22, xy: -12 }],
];

const PHASE = 0.13;

/**
 * u = (sin 2πm(f + p), sin 2πn(g + p)) of the fractional coordinates f, g: zeros wherever both sines vanish, 4mn of them
 * in the box, alternately vortices (+1, where the slopes have one sign) and saddles (−1).
 */
function vortexLattice({ lx, ly, xy }: Box, positions: Float64Array, m: number, n: number): Float64Array {
  const field = new Float64Array(positions.length);
  for (let at = 0; at < positions.length; at += 2) {
    const up = positions[at + 1] / ly;
    field[at] = Math.sin(2 * Math.PI * m * ((positions[at] - up * xy) / lx + PHASE));
    field[at + 1] = Math.sin(2 * Math.PI * n * (up + PHASE));
  }
  return field;
}

/** The zeros of that field. In a box of either tilt the map from fractional to real coordinates keeps the orientation. */
function expectedDefects({ lx, ly, xy }: Box, m: number, n: number): Defect[] {
  const defects: Defect[] = [];
  for (let k = 0; k < 2 * m; k++)
    for (let l = 0; l < 2 * n; l++) {
      const [f, g] = [(k / (2 * m) - PHASE + 1) % 1, (l / (2 * n) - PHASE + 1) % 1];
      defects.push({ charge: (k + l) % 2 === 0 ? 1 : -1, x: f * lx + g * xy, y: g * ly });
    }
  return defects;
}

/** Every expected charge has a found one of its sign within `near`, and there are no others. */
function expectDefects(box: Box, found: readonly Defect[], expected: readonly Defect[], near: number): void {
  expect(found).toHaveLength(expected.length);
  for (const { charge, x, y } of expected) {
    const distances = found
      .filter((defect) => defect.charge === charge)
      .map((defect) => Math.hypot(...nearestSeparation(box, defect.x - x, defect.y - y)));
    expect(Math.min(...distances)).toBeLessThan(near);
  }
}

describe('winding', () => {
  const angles = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });

  test('the way between directions is the shorter one, and odd', () => {
    expect(turnBetween(0.1, 0.4)).toBeCloseTo(0.3, 15);
    expect(turnBetween(3, -3)).toBeCloseTo(2 * Math.PI - 6, 15);
    expect(turnBetween(-3, 3)).toBeCloseTo(6 - 2 * Math.PI, 15);
    expect(turnBetween(0, Math.PI)).toBe(-turnBetween(Math.PI, 0));
    fc.assert(
      fc.property(angles, angles, (a, b) => {
        expect(turnBetween(a, b) + turnBetween(b, a)).toBe(0);
        expect(Math.abs(turnBetween(a, b))).toBeLessThanOrEqual(Math.PI + 1e-15);
      }),
    );
  });

  test('a vortex, a saddle and a double one on one plaquette', () => {
    // Corners counter-clockwise from the lower left, as directions seen from the middle.
    const winding = (directionAt: (angle: number) => number): number => {
      const angles = [-0.75, -0.25, 0.25, 0.75].map((part) => directionAt(part * Math.PI));
      return windingNumber(angles.reduce((sum, angle, at) => sum + turnBetween(angle, angles[(at + 1) % 4]), 0));
    };
    expect(winding((angle) => angle)).toBe(1);
    expect(winding((angle) => angle + 2)).toBe(1);
    expect(winding((angle) => -angle)).toBe(-1);
    expect(winding(() => 0.3)).toBe(0);
    expect(
      Object.is(
        winding(() => 0.3),
        0,
      ),
    ).toBe(true);
  });
});

describe('smoothed field', () => {
  it.each(BOXES)('is the Gaussian mean over particles and images: %s', (_, box) => {
    const small: Box = { lx: box.lx / 6, ly: box.ly / 6, xy: box.xy / 6 };
    for (const [cell, particles, width] of [
      [box, 300, 0.7],
      // Smaller than the reach: a particle counts through many images.
      [small, 9, 1.3],
    ] as const) {
      const positions = randomPositions(cell, particles, 3);
      // Not wrapped on the way in.
      positions[0] += 3 * cell.lx - 2 * cell.xy;
      positions[1] -= 2 * cell.ly;
      const field = uniforms(2 * particles, 4).map((value) => value - 0.5);
      const points = randomPositions(cell, 20, 5);
      const smooth = smoothedField(cell, positions, field, width, points);
      const images = 14;
      for (let p = 0; p < 20; p++) {
        let [x, y, sum] = [0, 0, 0];
        for (let j = 0; j < particles; j++)
          for (let a = -images; a <= images; a++)
            for (let b = -images; b <= images; b++) {
              const dx = positions[2 * j] - points[2 * p] + a * cell.lx + b * cell.xy;
              const dy = positions[2 * j + 1] - points[2 * p + 1] + b * cell.ly;
              const weight = Math.exp(-(dx * dx + dy * dy) / (2 * width * width));
              x += weight * field[2 * j];
              y += weight * field[2 * j + 1];
              sum += weight;
            }
        // Left out: weights below exp(−18) = 1.5e-8, of some ten or twenty particles in the next ring.
        expect(smooth[2 * p]).toBeCloseTo(x / sum, 6);
        expect(smooth[2 * p + 1]).toBeCloseTo(y / sum, 6);
      }
    }
  });

  test('leaves a constant field as it is, also far from every particle', () => {
    const box = { lx: 40, ly: 40, xy: 0 };
    const positions = Float64Array.of(1, 1, 2, 1, 1, 2);
    const field = Float64Array.of(0.3, -2, 0.3, -2, 0.3, -2);
    const smooth = smoothedField(box, positions, field, 0.5, Float64Array.of(1, 1, 12, 14, 21, 21));
    smooth.forEach((value, at) => expect(value).toBeCloseTo(at % 2 === 0 ? 0.3 : -2, 14));
  });
});

describe('charges of lattices of vortices and saddles', () => {
  it.each(BOXES)('on the grid, the field given there: %s', (_, box) => {
    for (const [m, n] of [
      [1, 1],
      [2, 1],
      [2, 3],
    ]) {
      const grid = gridOf(box, 1);
      const winding = gridWinding(vortexLattice(box, gridPoints(box, grid), m, n), grid);
      expect(winding.filter((charge) => charge === 1)).toHaveLength(2 * m * n);
      expect(winding.filter((charge) => charge === -1)).toHaveLength(2 * m * n);
      expect(winding.reduce((sum, charge) => sum + charge, 0)).toBe(0);
    }
  });

  it.each(BOXES)('on the grid, from particles at random places: %s', (_, box) => {
    const particles = Math.round(4 * box.lx * box.ly);
    const positions = randomPositions(box, particles, 7);
    const field = vortexLattice(box, positions, 1, 2);
    const { defects, nx, ny } = gridDefects(box, positions, field, { spacing: 1, smoothing: 1 });
    expect([nx, ny]).toStrictEqual([Math.round(box.lx), Math.round(box.ly)]);
    // The diagonal of a plaquette, and what an uneven density of particles does to a mean over s = 1.
    expectDefects(box, defects, expectedDefects(box, 1, 2), 1.5);
  });

  it.each(BOXES)('on Delaunay triangles: %s', (_, box) => {
    const positions = randomPositions(box, Math.round(4 * box.lx * box.ly), 8);
    const tessellation = periodicVoronoi(box, positions);
    const field = vortexLattice(box, positions, 2, 1);
    const triangles = delaunayTriangles(tessellation);
    for (const smoothing of [0, 0.5])
      expectDefects(box, triangleDefects(tessellation, triangles, field, smoothing), expectedDefects(box, 2, 1), 1.5);
  });

  test('turning every vector, or all of them round, moves no charge', () => {
    const box = { lx: 20, ly: 20, xy: 5 };
    const grid = gridOf(box, 0.8);
    const field = vortexLattice(box, gridPoints(box, grid), 2, 2);
    const expected = gridWinding(field, grid);
    for (const angle of [0.7, 2, Math.PI]) {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const turned = field.map((_, at) =>
        at % 2 === 0 ? c * field[at] - s * field[at + 1] : s * field[at - 1] + c * field[at],
      );
      expect(gridWinding(turned, grid)).toStrictEqual(expected);
    }
  });
});

describe('the total charge is exactly 0', () => {
  test('whatever the field, on grids and on triangles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 12 }),
        fc.integer({ min: 3, max: 12 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom(0, 1, 2),
        (nx, ny, seed, levels) => {
          // With few levels opposite and vanishing vectors abound.
          const field = uniforms(2 * nx * ny, seed).map((value) =>
            levels === 0 ? value - 0.5 : Math.round(2 * levels * (value - 0.5)),
          );
          expect(gridWinding(field, { nx, ny }).reduce((sum, charge) => sum + charge, 0)).toBe(0);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 60 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        (particles, seed, tilt) => {
          const box = { lx: 7, ly: 6, xy: 7 * tilt };
          const tessellation = periodicVoronoi(box, randomPositions(box, particles, seed));
          const field = uniforms(2 * particles, seed + 1).map((value) => Math.round(4 * (value - 0.5)));
          const winding = triangleWinding(delaunayTriangles(tessellation), field);
          expect(winding.reduce((sum, charge) => sum + charge, 0)).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('charges that do not cancel are a fault, and said to be', () => {
    expect(() => chargesOf({ lx: 5, ly: 5, xy: 0 }, [{ charge: 1, x: 1, y: 1 }], 0, null)).toThrow(
      'charges of a torus sum to 1, not to 0',
    );
  });
});

describe('distance to the key core', () => {
  const box = { lx: 20, ly: 10, xy: 8 };

  test('is measured through the nearest image, and to negative charges only', () => {
    const defects = [
      { charge: 1, x: 0.5, y: 0.5 },
      { charge: -1, x: 8.4, y: 9.8 },
      { charge: -1, x: 10, y: 5 },
      { charge: 1, x: 3, y: 3 },
    ];
    const charges = chargesOf(box, defects, 1, { x: 0.5, y: 0.1, of: 'square' });
    // (8.4, 9.8) − b = (0.4, −0.2).
    expect(charges.nearestNegative).toMatchObject({ x: 8.4, y: 9.8 });
    expect(charges.nearestNegative?.distance).toBeCloseTo(Math.hypot(0.1, 0.3), 12);
    expect([charges.positive, charges.negative, charges.total]).toStrictEqual([2, 2, 0]);
    expect(chargesOf(box, defects, 1, null).nearestNegative).toBeNull();
    expect(chargesOf(box, [], 1, { x: 0, y: 0, of: 'square' }).nearestNegative).toBeNull();
  });

  test('the centre of a square that lies across the edges of the box', () => {
    const positions = randomPositions(box, 40, 3);
    // Corners of a unit square about (8 + 0.2, 10 − 0.1) = (0.2, −0.1).
    positions.set([0.7, 0.4, 8 - 0.3 + 20, 0.4 + 10, 20 - 0.3 + 8, 9.4, 8.7, 9.4]);
    const tessellation = periodicVoronoi(box, positions);
    const centre = keyCoreCentre(tessellation, { of: 'square', indices: [0, 1, 2, 3] });
    expect(centre?.of).toBe('square');
    const way = nearestSeparation(box, (centre?.x ?? 0) - 0.2, (centre?.y ?? 0) + 0.1);
    expect(Math.hypot(...way)).toBeLessThan(1e-12);
    expect(keyCoreCentre(tessellation, null)).toBeNull();
    expect(keyCoreCentre(tessellation, { of: 'vibrability', indices: [5] })).toMatchObject({ of: 'vibrability' });
  });

  test('separation by the shortest of all images', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.double({ min: -30, max: 30, noNaN: true }),
        (dx, dy) => {
          let best = Infinity;
          for (let a = -6; a <= 6; a++)
            for (let b = -6; b <= 6; b++) best = Math.min(best, Math.hypot(dx + a * 20 + b * 8, dy + b * 10));
          expect(Math.hypot(...nearestSeparation(box, dx, dy))).toBeCloseTo(best, 12);
        },
      ),
    );
  });
});

describe('topology of a displacement', () => {
  const box = { lx: 26, ly: 24, xy: 6 };
  const positions = randomPositions(box, 1200, 2);
  const tessellation = periodicVoronoi(box, positions);
  const voronoi = new (addon().Voronoi)(tessellation.edges);
  const displacement = vortexLattice(box, positions, 1, 1);
  const settings = (given: object = {}) => topologySettingsSchema.parse(given);

  test('of u, u_T and u_L, by both ways', () => {
    const whole = topology(tessellation, voronoi, displacement, settings(), { of: 'vibrability', indices: [0] });
    expectDefects(box, whole.grid.defects, expectedDefects(box, 1, 1), 1.5);
    expectDefects(box, whole.triangles.defects, expectedDefects(box, 1, 1), 1.5);
    expect(whole.grid).toMatchObject({ nx: 26, ny: 24, spacing: 1, smoothing: 1, total: 0, positive: 2, negative: 2 });
    expect(whole.triangles.smoothing).toBe(0);
    const saddles = expectedDefects(box, 1, 1).filter(({ charge }) => charge === -1);
    const [x, y] = [whole.centre?.x ?? 0, whole.centre?.y ?? 0];
    const nearest = Math.min(
      ...saddles.map((saddle) => Math.hypot(...nearestSeparation(box, saddle.x - x, saddle.y - y))),
    );
    expect(Math.abs((whole.grid.nearestNegative?.distance ?? 0) - nearest)).toBeLessThan(1.5);
    const { longitudinal } = voronoi.split(displacement);
    const part = topology(tessellation, voronoi, displacement, settings({ field: 'uL' }), null);
    expect(part.triangles.smoothing).toBe(1);
    expect(part.grid.defects).toStrictEqual(
      gridDefects(box, positions, longitudinal, { spacing: 1, smoothing: 1 }).defects,
    );
    expect(part.centre).toBeNull();
    // What the smoothing is for: a field that changes from particle to particle.
    const noise = uniforms(2 * 1200, 6).map((value) => value - 0.5);
    const rough = topology(tessellation, voronoi, noise, settings(), null);
    const smooth = topology(tessellation, voronoi, noise, settings({ triangleSmoothing: 2 }), null);
    expect(rough.triangles.positive).toBeGreaterThan(4 * smooth.triangles.positive);
  });

  test('what cannot be done is refused', () => {
    const attempt = (given: object) => () => topology(tessellation, voronoi, displacement, settings(given), null);
    expect(attempt({ spacing: 12 })).toThrow(
      'a spacing of 12 makes a grid of 2 × 2 points in this box; expected at least 3 a side',
    );
    expect(attempt({ field: 'uX' })).toThrow('field');
    expect(attempt({ smoothing: 0 })).toThrow('smoothing');
    expect(attempt({ width: 3 })).toThrow('known keys: mode, field, spacing, smoothing, triangleSmoothing');
    expect(() => topology(tessellation, voronoi, new Float64Array(6), settings(), null)).toThrow(
      'a displacement of 1200 particles, got 6 numbers',
    );
    expect(() => gridOf({ lx: 1000, ly: 1000, xy: 0 }, 0.05)).toThrow('at most 4000000 in all');
    // A transverse wave of a perfect lattice changes no area of any cell.
    const lattice = triangularLattice(12, 12, 1);
    const regular = periodicVoronoi(lattice.box, lattice.positions);
    const wave = lattice.positions.map((_, at) =>
      at % 2 === 0 ? 0 : Math.sin((2 * Math.PI * lattice.positions[at - 1]) / lattice.box.lx),
    );
    expect(() =>
      topology(regular, new (addon().Voronoi)(regular.edges), wave, settings({ field: 'uL' }), null),
    ).toThrow('the mode has no longitudinal part');
  });
});

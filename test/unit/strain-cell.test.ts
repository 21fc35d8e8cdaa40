import { describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { perpendicularWidths } from '../../native-workers/configuration/check-configuration.ts';
import {
  deformation,
  generatorOf,
  product,
  type DisplacementGradient,
  type StrainProtocol,
} from '../../native-workers/analyses/strain/generator.ts';
import {
  deform,
  stressInSampleAxes,
  toSampleAxes,
  unstrainedCell,
  type StrainedCell,
} from '../../native-workers/analyses/strain/strained-cell.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { referenceSamples } from './reference-samples.ts';

const [glass] = referenceSamples();

function whole(gradient: DisplacementGradient): DisplacementGradient {
  return [1 + gradient[0], gradient[1], gradient[2], 1 + gradient[3]];
}

function apply(matrix: DisplacementGradient, [x, y]: readonly number[]): [number, number] {
  return [matrix[0] * x + matrix[1] * y, matrix[2] * x + matrix[3] * y];
}

describe('F = exp(γE)', () => {
  it('is 1 + γE for simple shear, diag(e^γ, e^−γ) for tension, and its inverse for compression', () => {
    expect(deformation(generatorOf('simple-shear', 0), 0.3)).toEqual([0, 0.3, 0, 0]);
    const tension = deformation(generatorOf('tension', 0), 1e-7);
    // expm1 keeps every digit of a small strain; the series must too.
    expect(tension[0]).toBeCloseTo(Math.expm1(1e-7), 22);
    expect(tension[3]).toBeCloseTo(Math.expm1(-1e-7), 22);
    const there = whole(deformation(generatorOf('tension', 30), 0.2));
    const back = whole(deformation(generatorOf('compression', 30), 0.2));
    product(there, back).forEach((value, at) => expect(value).toBeCloseTo([1, 0, 0, 1][at], 14));
    expect(deformation(generatorOf('uniaxial', 0), 0.5)).toEqual([Math.expm1(0.5), 0, 0, 0]);
  });

  it.each(['simple-shear', 'tension', 'compression'] as const)('%s keeps the area at any angle', (protocol) => {
    for (const angle of [0, 17, 45, 90, 211.5]) {
      const [a, b, c, d] = whole(deformation(generatorOf(protocol, angle), 0.37));
      expect(a * d - b * c).toBeCloseTo(1, 14);
    }
  });

  it('turns with the angle as ε(θ) of G(θ)', () => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const found = generatorOf('simple-shear', (0.7 * 180) / Math.PI);
    [-c * s, c * c, -s * s, s * c].forEach((value, at) => expect(found[at]).toBeCloseTo(value, 15));
    // The quarter turns carry no rounding.
    expect(generatorOf('simple-shear', 90).map((value) => value + 0)).toEqual([0, 0, -1, 0]);
    expect(generatorOf('tension', 90).map((value) => value + 0)).toEqual([-1, 0, 0, 1]);
    expect(generatorOf('simple-shear', -180).map((value) => value + 0)).toEqual([0, 1, 0, 0]);
  });
});

/** Edge vectors of a strained cell in the axes of the unstrained sample. */
function edges(cell: StrainedCell): number[][] {
  const { lx, ly, xy } = cell.box;
  const [ax, ay, bx, by] = toSampleAxes(cell, Float64Array.of(lx, 0, xy, ly));
  return [
    [ax, ay],
    [bx, by],
  ];
}

const CASES: [StrainProtocol, number, number][] = [
  ['simple-shear', 0, 1.7],
  ['simple-shear', 90, 1.4],
  ['simple-shear', 33, -1.1],
  ['tension', 0, 0.9],
  ['tension', 45, 0.8],
  ['compression', 70, 0.7],
  ['uniaxial', 20, -0.4],
];

describe.each(CASES)('%s at %d° to γ = %d in steps', (protocol, angle, to) => {
  const generator = generatorOf(protocol, angle);
  const box: Box = { lx: 9.2, ly: 8.1, xy: 2.3 };
  const steps = 40;
  const points = [
    [0.3, 1.1],
    [-4, 3.7],
    [2.2, -3.9],
  ];
  let cell = unstrainedCell(box);
  let positions = Float64Array.from(points.flat());
  for (let step = 0; step < steps; step++) {
    const deformed = deform(cell, deformation(generator, to / steps));
    const [xx, xy, yx, yy] = deformed.increment;
    positions = positions.map((value, at) => {
      const [x, y] = [positions[at & ~1], positions[at | 1]];
      return value + (at % 2 === 0 ? xx * x + xy * y : yx * x + yy * y);
    });
    cell = deformed.cell;
  }
  const F = whole(deformation(generator, to));

  it('the lattice of images is F times that of the start', () => {
    const [a, b] = [
      [box.lx, 0],
      [box.xy, box.ly],
    ].map((edge) => apply(F, edge));
    const area = a[0] * b[1] - a[1] * b[0];
    const whole2 = edges(cell).map(([x, y]) => [(x * b[1] - y * b[0]) / area, (a[0] * y - a[1] * x) / area]);
    // Whole combinations of the strained edges, with determinant 1: another basis of the same lattice.
    for (const row of whole2) for (const value of row) expect(Math.abs(value - Math.round(value))).toBeLessThan(1e-12);
    const [[p, q], [r, s]] = whole2.map((row) => row.map(Math.round));
    expect(p * s - q * r).toBe(1);
  });

  it('points move by F', () => {
    const moved = toSampleAxes(cell, positions);
    points.forEach((point, at) => {
      const [x, y] = apply(F, point);
      expect(moved[2 * at]).toBeCloseTo(x, 12);
      expect(moved[2 * at + 1]).toBeCloseTo(y, 12);
    });
  });

  it('the tilt is reduced, and the cell stays wide', () => {
    expect(Math.abs(cell.box.xy)).toBeLessThanOrEqual(0.5 * cell.box.lx * (1 + 1e-12));
    expect(Math.min(...perpendicularWidths(cell.box))).toBeGreaterThan(0.5 * Math.sqrt(cell.box.lx * cell.box.ly));
  });
});

describe('a sample under a large affine strain', () => {
  const { configuration, model } = glass;
  const { positions, box } = configuration;
  const { cutoff } = model.potential;
  const [reach, kinds] = [Math.max(...cutoff), Math.sqrt(cutoff.length)];

  /** U and σ by all images of all pairs, with edges and points moved by F only. */
  function bruteForce(F: DisplacementGradient): { energy: number; stress: number[] } {
    const [a, b] = [
      [box.lx, 0],
      [box.xy, box.ly],
    ].map((edge) => apply(F, edge));
    const points = Array.from({ length: positions.length / 2 }, (_, i) =>
      apply(F, [positions[2 * i], positions[2 * i + 1]]),
    );
    let energy = 0;
    const stress = [0, 0, 0];
    for (let i = 0; i < points.length; i++)
      for (let j = i + 1; j < points.length; j++)
        for (let na = -4; na <= 4; na++)
          for (let nb = -4; nb <= 4; nb++) {
            const dx = points[i][0] - points[j][0] - na * a[0] - nb * b[0];
            const dy = points[i][1] - points[j][1] - na * a[1] - nb * b[1];
            const r = Math.hypot(dx, dy);
            if (r >= reach) continue;
            const pair = [configuration.species[i], configuration.species[j]] as const;
            if (r >= cutoff[pair[0] * kinds + pair[1]]) continue;
            const [u, slope] = addon().evaluatePotential(model.potential, pair, Float64Array.of(r));
            energy += u;
            stress[0] += (slope / r) * dx * dx;
            stress[1] += (slope / r) * dx * dy;
            stress[2] += (slope / r) * dy * dy;
          }
    const area = a[0] * b[1] - a[1] * b[0];
    return { energy, stress: stress.map((value) => value / area) };
  }

  it.each([
    ['simple-shear', 0, 0.8],
    ['simple-shear', 90, 1.2],
    ['simple-shear', 40, -0.6],
    ['tension', 30, 0.45],
  ] as const)('%s at %d°, γ = %d: energy and stress by all images', (protocol, angle, strain) => {
    const gradient = deformation(generatorOf(protocol, angle), strain);
    const { cell, increment } = deform(unstrainedCell(box), gradient);
    const moved = positions.map((value, at) => {
      const [x, y] = [positions[at & ~1], positions[at | 1]];
      return value + (at % 2 === 0 ? increment[0] * x + increment[1] * y : increment[2] * x + increment[3] * y);
    });
    const sample = new (addon().Sample)(sampleSpec({ ...configuration, positions: moved, box: cell.box }, model));
    const found = sample.energetics();
    const expected = bruteForce(whole(gradient));
    expect(found.energy / expected.energy).toBeCloseTo(1, 12);
    const size = Math.hypot(...expected.stress);
    stressInSampleAxes(cell, found.stress).forEach((value, at) =>
      expect(Math.abs(value - expected.stress[at])).toBeLessThan(1e-11 * size),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import {
  type AffineForces,
  affineForces,
  quadrupole,
  quadrupoleAngle,
} from '../../native-workers/analysis/modes/quadrupole.ts';
import { modelById } from '../../native-workers/models/registry.ts';

const ANGLES_DEGREES = [0, 1, 17.5, 30, 44.9, 45, 60, 89, 90, 123, 180, 271.25];

/** Shortest distance between two angles that are the same modulo 90°. */
function apart(a: number, b: number): number {
  const difference = Math.abs(a - b) % 90;
  return Math.min(difference, 90 - difference);
}

describe('quadrupole angle of couplings', () => {
  it.each(ANGLES_DEGREES)(
    'Ξ_shear·u = K sin 2φ, Ξ_tension·u = 2K cos 2φ gives φ = %d°, for either sign of u',
    (degrees) => {
      const phi = (degrees * Math.PI) / 180;
      for (const strength of [3.1, -3.1]) {
        const angle = quadrupoleAngle(strength * Math.sin(2 * phi), 2 * strength * Math.cos(2 * phi));
        expect(angle).toBeGreaterThanOrEqual(0);
        expect(angle).toBeLessThan(90);
        expect(apart(angle, degrees)).toBeLessThan(1e-12);
      }
    },
  );

  it('stays below 90 where rounding would make it 90', () => {
    expect(quadrupoleAngle(-1e-300, 1)).toBe(0);
  });
});

/**
 * Three Lennard-Jones particles at their common distance of zero force, in a box far wider than the cutoff: an
 * equilibrium without prestress and isotropic (three bonds at 60°), so a quadrupolar field of orientation φ couples to
 * simple shear as −K sin 2φ and to tension as −2K cos 2φ exactly, whatever the orientation of the triangle itself.
 */
function triangle(turnDegrees: number): { forces: AffineForces; positions: number[]; distance: number } {
  const model = modelById('2dka');
  const kernels = addon();
  // u′(r) = 0 of the force-shifted potential, by bisection.
  let low = 1.0;
  let high = 1.3;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    const [, slope] = kernels.evaluatePotential(model.potential, [0, 0], Float64Array.of(middle));
    if (slope < 0) low = middle;
    else high = middle;
  }
  const positions = [0, 1, 2].flatMap((k) => {
    const at = ((turnDegrees + 120 * k) * Math.PI) / 180;
    return [10 + (low / Math.sqrt(3)) * Math.cos(at), 10 + (low / Math.sqrt(3)) * Math.sin(at)];
  });
  const [, , stiffness] = kernels.evaluatePotential(model.potential, [0, 0], Float64Array.of(low));
  return { forces: affineForces(makeSample(positions), stiffness, low), positions, distance: low };
}

function makeSample(positions: number[]): InstanceType<ReturnType<typeof addon>['Sample']> {
  const model = modelById('2dka');
  return new (addon().Sample)({
    positions: Float64Array.from(positions),
    species: new Uint8Array(positions.length / 2),
    box: [20, 20, 0],
    masses: model.species.map((kind) => kind.mass),
    potential: model.potential,
  });
}

/** u = M(φ)(r − centre), M = [[cos 2φ, sin 2φ], [sin 2φ, −cos 2φ]]: out along φ, in across it. */
function quadrupolarField(positions: number[], degrees: number): Float64Array {
  const phi = (degrees * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(2 * phi), Math.sin(2 * phi)];
  return Float64Array.from(
    positions.flatMap((_, at) => {
      if (at % 2 === 1) return [];
      const x = positions[at] - 10;
      const y = positions[at + 1] - 10;
      return [cosine * x + sine * y, sine * x - cosine * y];
    }),
  );
}

describe('synthetic quadrupole on an isotropic cluster', () => {
  it.each(ANGLES_DEGREES)('turned by %d°', (degrees) => {
    const { forces, positions, distance } = triangle(13);
    const found = quadrupole(forces, quadrupolarField(positions, degrees));
    // The bisected distance leaves |u′| ≈ 1e-14 against u″ ≈ 57: rounding of the atan2 and of the sums.
    expect(apart(found.angle ?? NaN, degrees)).toBeLessThan(1e-10);
    const [, , stiffness] = addon().evaluatePotential(modelById('2dka').potential, [0, 0], Float64Array.of(distance));
    // Σ over three bonds of u″ r² (n·εn)(n·Mn), with Σ nnnn isotropic: K = ¾ u″ r².
    const strength = 0.75 * stiffness * distance ** 2;
    expect(found.shear / strength).toBeCloseTo(-Math.sin((2 * degrees * Math.PI) / 180), 11);
    expect(found.tension / strength).toBeCloseTo(-2 * Math.cos((2 * degrees * Math.PI) / 180), 11);
  });

  it('does not depend on how the isotropic cluster itself is turned', () => {
    for (const turn of [0, 22, 71]) {
      const { forces, positions } = triangle(turn);
      expect(quadrupole(forces, quadrupolarField(positions, 33)).angle).toBeCloseTo(33, 9);
    }
  });

  it('has no angle for a translation or a breathing, and says so', () => {
    const { forces, positions } = triangle(13);
    const translation = Float64Array.from(positions, (_, at) => (at % 2 === 0 ? 1 : 0.5));
    const breathing = Float64Array.from(positions, (value) => value - 10);
    for (const mode of [translation, breathing]) {
      const found = quadrupole(forces, mode);
      expect(found.angle).toBeNull();
      expect(found.reason).toBe('the mode couples to no uniform strain');
    }
  });
});

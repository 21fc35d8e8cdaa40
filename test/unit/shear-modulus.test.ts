import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import {
  alongGradient,
  bulkModulus,
  elasticResponse,
} from '../../native-workers/analysis/elasticity/elastic-response.ts';
import { Pinning } from '../../native-workers/analysis/elasticity/pinning.ts';
import {
  shearHarmonics,
  shearModulus,
  shearModulusCurve,
  shearSummary,
} from '../../native-workers/analysis/elasticity/shear-modulus.ts';
import { angularField, doubledAngle } from '../../native-workers/analyses/mechanics/angular-field.ts';
import type { Box, Configuration } from '../../native-workers/configuration/configuration.ts';
import { type Model, modelById } from '../../native-workers/models/registry.ts';
import { readFrame } from '../read-frame.ts';
import { quadraticForm, shearByDeletion, strainAt } from './dense-shear.ts';
import { referenceSamples } from './reference-samples.ts';

function responseOf(configuration: Configuration, model: Model) {
  const sample = new (addon().Sample)(sampleSpec(configuration, model));
  expect(sample.minimise({}).status).toBe('converged');
  const hessian = sample.hessian();
  const { stress } = sample.energetics();
  const { box } = configuration;
  const area = box.lx * box.ly;
  return { sample, hessian, box, stress, response: elasticResponse(sample, hessian, stress, area) };
}

/** The same sample in a box that was strained with all particles, relaxed again. */
function strained(configuration: Configuration, model: Model, box: Box, map: (x: number, y: number) => number[]) {
  const positions = configuration.positions.slice();
  for (let at = 0; at < positions.length; at += 2)
    positions.set(map(configuration.positions[at], configuration.positions[at + 1]), at);
  const sample = new (addon().Sample)(sampleSpec({ ...configuration, positions, box }, model));
  expect(sample.minimise({ forceTolerance: 1e-12 }).status).toBe('converged');
  return sample.energetics();
}

describe.each(referenceSamples())('$name', ({ configuration, model }) => {
  const made = responseOf(configuration, model);
  const { response, sample, hessian, stress } = made;
  const harmonics = shearHarmonics(response.curvature);
  const scale =
    Math.abs(harmonics.constant) + Math.hypot(harmonics.cos2, harmonics.sin2, harmonics.cos4, harmonics.sin4);

  // The dense LU and the sparse LDLᵀ each round at 1e-12 of a softest mode of some 0.1.
  it.each([0, 15, 62.5, 90, 133, 179])(
    'unpinned: as by deleting one particle of the dense Hessian, θ = %d°',
    (degrees) => {
      expect(Math.abs(shearModulus(harmonics, degrees) - shearByDeletion(made, [7], degrees).modulus)).toBeLessThan(
        1e-9 * scale,
      );
    },
  );

  it('has period 180° and harmonics 0, 2 and 4 only', () => {
    const curve = shearModulusCurve(harmonics, 10);
    expect(curve).toHaveLength(36);
    for (let at = 0; at < 18; at++) expect(Math.abs(curve[at] - curve[at + 18])).toBeLessThan(1e-12 * scale);
    // Against the bilinear form at each angle, which knows no harmonics.
    curve.forEach((value, at) => {
      const direct = quadraticForm(response.curvature, strainAt(10 * at));
      expect(Math.abs(direct - value)).toBeLessThan(1e-12 * scale);
    });
  });

  it('G(0°) − G(90°) = σ_yy − σ_xx, and half of G(45°) + G(135°) is the pure-shear modulus', () => {
    const [xx, , yy] = stress;
    expect(Math.abs(shearModulus(harmonics, 0) - shearModulus(harmonics, 90) - (yy - xx))).toBeLessThan(1e-10 * scale);
    const c = response.curvature;
    const pure = (c[0] - 2 * c[3] + c[15] + xx + yy) / 4;
    const diagonal = (shearModulus(harmonics, 45) + shearModulus(harmonics, 135)) / 2;
    expect(Math.abs(pure - diagonal)).toBeLessThan(1e-10 * scale);
  });

  it('displacement and force along a gradient are those of it alone', () => {
    const apart = (found: Float64Array, expected: Float64Array) =>
      Math.max(...found.map((value, at) => Math.abs(value - expected[at]))) / Math.max(...expected.map(Math.abs));
    const angular = angularField(response.nonAffine);
    for (const degrees of [0, 31, 90, 140]) {
      const gradient = strainAt(degrees);
      const force = sample.affineForce(gradient);
      // Sums of four numbers; the solve with the soft modes loses five digits more.
      expect(apart(alongGradient(response.affineForces, gradient), force)).toBeLessThan(1e-13);
      const field = hessian.solve(force);
      expect(apart(alongGradient(response.nonAffine, gradient), field)).toBeLessThan(1e-9);
      const [cosine, sine] = doubledAngle(degrees);
      const turned = angular.constant.map((value, at) => value + cosine * angular.cosine[at] + sine * angular.sine[at]);
      expect(apart(turned, field)).toBeLessThan(1e-9);
    }
  });

  it('mean and extremes are those of the whole curve', () => {
    const fine = shearModulusCurve(harmonics, 0.05);
    const found = shearSummary(harmonics);
    // 0.05° from an extreme, G is off by 4 × (4π/180 · 0.05/2)² of its amplitude at most.
    expect(found.min).toBeLessThanOrEqual(Math.min(...fine));
    expect(found.max).toBeGreaterThanOrEqual(Math.max(...fine));
    expect(Math.abs(found.min - Math.min(...fine))).toBeLessThan(1e-5 * scale);
    expect(Math.abs(found.max - Math.max(...fine))).toBeLessThan(1e-5 * scale);
    expect(Math.abs(found.mean - fine.reduce((sum, value) => sum + value, 0) / fine.length)).toBeLessThan(
      1e-10 * scale,
    );
    expect(Math.abs(shearModulus(harmonics, found.softestDegrees) - found.min)).toBeLessThan(1e-12 * scale);
    expect(Math.abs(shearModulus(harmonics, found.stiffestDegrees) - found.max)).toBeLessThan(1e-12 * scale);
  });

  it('is the slope of the stress of the sample strained and relaxed again', () => {
    const relaxed = { ...configuration, positions: sample.positions() };
    const { lx, ly, xy } = configuration.box;
    // Pairs that cross their cutoff, where u″ jumps, make the slope itself jump: small enough to meet none.
    const gamma = 1e-7;
    const [forward, backward] = [gamma, -gamma].map((step) =>
      strained(relaxed, model, { lx, ly, xy: xy + step * ly }, (x, y) => [x + step * y, y]),
    );
    const slope = (forward.stress[1] - backward.stress[1]) / (2 * gamma);
    // The force left, 1e-12, and the rounding of the stress, 1e-14 of some 10, over γ.
    expect(Math.abs(slope / shearModulus(harmonics, 0) - 1)).toBeLessThan(1e-5);
    const [grown, shrunk] = [gamma, -gamma].map((step) => {
      const k = 1 + step;
      return strained(relaxed, model, { lx: lx * k, ly: ly * k, xy: xy * k }, (x, y) => [x * k, y * k]);
    });
    const pressure = ({ stress: [sxx, , syy] }: { stress: [number, number, number] }): number => -(sxx + syy) / 2;
    // V dp/dV with V = V₀ (1 + s)², 2 dV/V = 4 s.
    const bulk = -(pressure(grown) - pressure(shrunk)) / (4 * gamma);
    expect(Math.abs(bulk / bulkModulus(response) - 1)).toBeLessThan(1e-5);
  });
});

/** Public test data of PyMatterSim, kept beside the repository where it is present (test/reference/README.md). */
const FILE = fileURLToPath(new URL('../../../shared/reference/IS.2DIPL.atom', import.meta.url));

// The word "reference" in the names is what test/allowed-skips.json looks for.
describe.skipIf(!existsSync(FILE))('published reference structure of 2DIPL, N = 800: shear modulus', () => {
  test('G(0°) and G(15°), free and with three particles pinned, by an independent calculation', async () => {
    const { ids, types, positions, box } = await readFrame(FILE);
    const { response, hessian } = responseOf({ ids, species: types, positions, box }, modelById('2dipl'));
    const free = shearHarmonics(response.curvature);
    expect(Math.abs(shearModulus(free, 0) - 13.918)).toBeLessThan(1e-3);
    expect(Math.abs(shearModulus(free, 15) - 12.486)).toBeLessThan(1e-3);
    const pinned = shearHarmonics(
      new Pinning(response, hessian).curvature([165, 243, 459].map((id) => ids.indexOf(id))),
    );
    expect(Math.abs(shearModulus(pinned, 0) - 15.583)).toBeLessThan(1e-3);
    expect(Math.abs(shearModulus(pinned, 15) - 15.448)).toBeLessThan(1e-3);
  });
});

it('a step that does not divide 360° is refused', () => {
  const flat = { constant: 1, cos2: 0, sin2: 0, cos4: 0, sin4: 0 };
  expect(() => shearModulusCurve(flat, 7)).toThrow('a step of 7° does not divide 360°');
  expect([...shearModulusCurve(flat, 90)]).toEqual([1, 1, 1, 1]);
  expect(shearSummary(flat)).toEqual({ mean: 1, min: 1, max: 1, softestDegrees: 0, stiffestDegrees: 0 });
});

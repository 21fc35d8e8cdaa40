import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { checkConfiguration } from '../../native-workers/configuration/check-configuration.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { meanDiameter, pairSize, sizesOfPart, sizeSummary } from '../../native-workers/models/particle-sizes.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { diameterAt, dispersityOf, meanOf } from '../../native-workers/models/size-distribution.ts';
import { userModel } from '../../native-workers/models/user-potential.ts';
import { userModelSchema } from '../../native-workers/models/user-model.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { uniforms } from './configurations.ts';

const POLYDISPERSE = modelById('polydisperse');

/** A polydisperse sample in its inherent structure. */
function glass(particles: number, tilt = 0, seed = '1'): Configuration {
  const start = randomStart(POLYDISPERSE, particles, 1, sampleSeed(seed, 0));
  const box = { ...start.box, xy: tilt * start.box.lx };
  const sample = new (addon().Sample)(sampleSpec({ ...start, box }, POLYDISPERSE));
  expect(sample.minimise({ forceTolerance: 1e-11 }).status).toBe('converged');
  return { ...start, box, positions: sample.positions() };
}

/** numpy's energy, forces and eigenvalues of the dense Hessian. */
function numpy(
  { box, positions, sizes }: Configuration,
  potential: { exponent: number; cutoff: number; scheme: string },
) {
  const { lx, ly, xy } = box;
  const input = JSON.stringify({
    box: [lx, ly, xy],
    positions: [...positions],
    diameters: [...(sizes?.diameters ?? [])],
    nonAdditivity: sizes?.nonAdditivity,
    ...potential,
  });
  const { stdout, stderr, status } = spawnSync(PYTHON, ['test/reference/polydisperse.py'], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as { energy: number; forces: number[]; eigenvalues: number[] };
}

describe('particles with diameters of their own', () => {
  const PEER = { skip: !hasPythonModule('numpy') };

  it.each([0, 0.3])('has the energy, forces and modes of a dense numpy calculation (tilt %d)', PEER, (tilt) => {
    const sample = glass(200, tilt);
    const expected = numpy(sample, { exponent: 12, cutoff: 1.25, scheme: 'smoothed' });
    const native = new (addon().Sample)(sampleSpec(sample, POLYDISPERSE));
    const { energy, forces, maxForce } = native.energetics();
    // A sum of some 600 terms of order 1, each rounded a few times.
    expect(Math.abs(energy - expected.energy)).toBeLessThan(1e-12 * expected.energy);
    expect(maxForce).toBeLessThan(1e-11);
    expect(Math.max(...forces.map((force, at) => Math.abs(force - expected.forces[at])))).toBeLessThan(1e-11);
    const hessian = native.hessian();
    const { eigenvalues } = hessian.lowestModes({ count: 10 });
    hessian.dispose();
    // The two translations are not counted; dense eigenvalues are good to 2⁻⁵³ ‖H‖ ≈ 1e-13.
    eigenvalues.forEach((value, mode) => expect(Math.abs(value - expected.eigenvalues[mode + 2])).toBeLessThan(1e-10));
  });

  it.each(['force-shifted', 'potential-shifted', 'smoothed', 'plain'] as const)(
    'of a definition that is cut off %s, as numpy has it',
    PEER,
    (scheme) => {
      const definition = userModelSchema.parse({
        name: 'r12',
        potential: { expression: 'r^-12', cutoff: 1.25, scheme },
        diameters: { nonAdditivity: 0.1 },
        density: 1,
      });
      const model = userModel(definition);
      const start = glass(100);
      const sample = {
        ...start,
        sizes: { diameters: start.sizes?.diameters ?? new Float64Array(0), nonAdditivity: 0.1 },
      };
      const expected = numpy(sample, { exponent: 12, cutoff: 1.25, scheme });
      const { energy, forces } = new (addon().Sample)(sampleSpec(sample, model)).energetics();
      const largest = Math.max(...expected.forces.map(Math.abs));
      // Tables are good to 1e-9 of u″ (tabulate.ts), and better by orders for u and u′.
      expect(Math.abs(energy / expected.energy - 1)).toBeLessThan(1e-11);
      expect(Math.max(...forces.map((force, at) => Math.abs(force - expected.forces[at])))).toBeLessThan(
        1e-10 * largest,
      );
    },
  );

  it('are noted where the force jumps at the cutoff', () => {
    const sample = glass(100);
    const notes = (scheme: string) =>
      checkConfiguration(
        sample,
        userModel(
          userModelSchema.parse({
            name: 'r12',
            potential: { expression: 'r^-12', cutoff: 1.25, scheme },
            diameters: {},
            density: 1,
          }),
        ),
      ).notes;
    const jump = 'The force jumps at the cutoff: the Hessian and G are formal.';
    expect(notes('plain')).toContain(jump);
    expect(notes('potential-shifted')).toContain(jump);
    expect(notes('smoothed')).toEqual([]);
    expect(notes('force-shifted')).toEqual([]);
  });

  it('move in molecular dynamics as the plain forces say, in both precisions', () => {
    const sample = randomStart(POLYDISPERSE, 400, 1, sampleSeed('7', 0));
    const relaxed = new (addon().Sample)(sampleSpec(sample, POLYDISPERSE));
    relaxed.minimise({ forceTolerance: 5, newton: false });
    const spec = sampleSpec({ ...sample, positions: relaxed.positions() }, POLYDISPERSE);
    const { forces, energy } = new (addon().Sample)(spec).energetics();
    const timeStep = 1e-3;
    for (const [precision, tolerance] of [
      ['double', 1e-8],
      ['mixed', 1e-5],
    ] as const) {
      const dynamics = new (addon().Dynamics)({
        ...spec,
        velocities: new Float64Array(800),
        temperature: 0,
        timeStep,
        step: 0,
        key: [1, 2],
      });
      const run = dynamics.run({
        steps: 1,
        thermostat: { kind: 'none' },
        temperature: { start: 0, end: 0 },
        precision,
      });
      const largest = Math.max(...forces.map(Math.abs));
      dynamics.positions().forEach((x, at) => {
        // x = x₀ + F Δt²/2, but for the rounding of positions of 20, 4e-15, over Δt²/2; single precision knows a force to
        // 1e-7 of the largest of its pairs, here some thirty times the largest sum.
        expect(Math.abs((2 * (x - spec.positions[at])) / timeStep ** 2 - forces[at])).toBeLessThan(
          1e-8 + tolerance * largest,
        );
      });
      // After a step of Δt energies are the same but for second order.
      expect(Math.abs(run.trace[2] + run.trace[3] - energy / 400)).toBeLessThan(1e-5 * (energy / 400));
    }
  });

  it('change the hash, which without them is what it was', () => {
    const { sizes, ...sample } = glass(100);
    if (sizes === undefined) throw new Error('no sizes');
    const dipl = modelById('2dipl');
    // Of the definition before diameters were known, worked out by hand from the words of configuration-hash.ts.
    const plain = configurationHash(sample, dipl);
    expect(configurationHash({ ...sample, sizes }, dipl)).not.toBe(plain);
    const other = { diameters: sizes.diameters.with(3, 1.01), nonAdditivity: sizes.nonAdditivity };
    const hashes = [sizes, other, { ...sizes, nonAdditivity: 0 }].map((each) =>
      configurationHash({ ...sample, sizes: each }, POLYDISPERSE),
    );
    expect(new Set(hashes).size).toBe(3);
  });

  it('are refused in words where they are none, or the model takes none', () => {
    const sample = glass(100);
    const diameters = sample.sizes?.diameters ?? new Float64Array(0);
    const check = (sizes: Configuration['sizes'], model = POLYDISPERSE) => {
      const { ids, species, positions, box } = sample;
      const rest = { ids, species, positions, box };
      return () => checkConfiguration(sizes === undefined ? rest : { ...rest, sizes }, model);
    };
    expect(check(undefined)).toThrow("diameter: model 'polydisperse' needs a diameter of each particle; there is none");
    expect(check({ diameters: diameters.with(4, -1), nonAdditivity: 0 })).toThrow(
      'diameter: the diameter of particle 5 is -1, expected a positive, finite number',
    );
    expect(check({ diameters: diameters.with(4, Number.NaN), nonAdditivity: 0 })).toThrow('particle 5 is NaN');
    expect(check({ diameters: diameters.slice(1), nonAdditivity: 0 })).toThrow('99 diameters of 100 particles');
    expect(check({ diameters, nonAdditivity: -1 })).toThrow('a non-additivity of -1; expected 0 or above');
    expect(check({ diameters, nonAdditivity: 2 })).toThrow(
      /a non-additivity of 2 leaves a pair .* needs ε below 1\.\d+/,
    );
    // 4 × 1.25 σ_ij and more is twice the cutoff of a box 10 wide.
    expect(check({ diameters: diameters.map((d) => 4 * d), nonAdditivity: 0 })).toThrow(/under twice the cutoff/);
  });

  it('of a part keep the sizes that their pairs have in the whole', () => {
    const diameters = uniforms(50, 3).map((share) => 0.7 + share);
    const whole = { diameters, nonAdditivity: 0.2 };
    const part = sizesOfPart(whole, diameters.slice(0, 10));
    expect(meanDiameter(part)).toBe(meanDiameter(whole));
    const [inWhole, inPart] = [pairSize(whole), pairSize(part)];
    for (let i = 0; i < 10; i++) for (let j = 0; j < i; j++) expect(inPart(i, j)).toBe(inWhole(i, j));
  });
});

describe('the distribution of the polydisperse model', () => {
  const distribution = { exponent: -3, least: 0.7246, largest: 1.6131 };

  it('has mean 1 and a dispersity of 23 %', () => {
    expect(POLYDISPERSE.perParticle?.distribution).toEqual(distribution);
    // Four digits of the ends.
    expect(meanOf(distribution)).toBeCloseTo(1, 4);
    expect(dispersityOf(distribution)).toBeCloseTo(0.23, 2);
  });

  it('is what diameters are drawn from, scaled to its mean; the seed decides', () => {
    const one = randomStart(POLYDISPERSE, 20_000, 1, sampleSeed('a', 0)).sizes;
    if (one === undefined) throw new Error('no sizes');
    const { mean, dispersity, min, max } = sizeSummary(one);
    expect(mean).toBeCloseTo(meanOf(distribution), 12);
    // 0.16/√N of the whole.
    expect(dispersity).toBeCloseTo(dispersityOf(distribution), 2);
    expect(min).toBeGreaterThan(0.7246 * 0.99);
    expect(max).toBeLessThan(1.6131 * 1.01);
    // P(d) ∝ d⁻³: the share below 1 is (a⁻² − 1)/(a⁻² − b⁻²).
    const share = one.diameters.filter((diameter) => diameter < 1).length / 20_000;
    expect(share).toBeCloseTo((0.7246 ** -2 - 1) / (0.7246 ** -2 - 1.6131 ** -2), 1);
    expect(randomStart(POLYDISPERSE, 20_000, 1, sampleSeed('a', 0)).sizes).toEqual(one);
    expect(randomStart(POLYDISPERSE, 20_000, 1, sampleSeed('b', 0)).sizes).not.toEqual(one);
  });

  it.each([-3, -1, 0, 2])('gives the shares of a power law of exponent %d', (exponent) => {
    const of = { exponent, least: 0.5, largest: 2 };
    expect(diameterAt(of, 0)).toBeCloseTo(0.5, 12);
    expect(diameterAt(of, 1)).toBeCloseTo(2, 12);
    // The mean of d over equal shares is the mean of the distribution: midpoint rule.
    const steps = 20_000;
    let sum = 0;
    for (let k = 0; k < steps; k++) sum += diameterAt(of, (k + 0.5) / steps);
    expect(sum / steps).toBeCloseTo(meanOf(of), 6);
  });
});

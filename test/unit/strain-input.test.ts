import { describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { finiteStrain } from '../../native-workers/analyses/strain/strain-run.ts';
import { lastStrain, strainSettingsSchema } from '../../native-workers/analyses/strain/strain-settings.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { triangularLattice } from './configurations.ts';
import { referenceSamples } from './reference-samples.ts';
import { interruption } from './interruption.ts';

const [glass, , , crystal] = referenceSamples();

function settingsOf(settings: object) {
  return parseSettings(strainSettingsSchema, settings);
}

function run(settings: object, { configuration, model } = glass, relax = true, control?: Int32Array) {
  return finiteStrain(
    { configuration, model: model.id, settings: settingsOf(settings), relax, source: 'test' },
    control,
  );
}

describe('settings', () => {
  it.each([
    [{ step: 0 }, 'step: Too small: expected number to be >0'],
    [{ step: -1e-7 }, 'step: Too small: expected number to be >0'],
    [{ step: Number.NaN }, 'step: Invalid input'],
    [
      { protocol: 'twist' },
      'protocol: Invalid option: expected one of "simple-shear"|"tension"|"compression"|"uniaxial"',
    ],
    [{ to: 0 }, 'to: a strain of 0 is no strain'],
    [{ to: 3 }, 'to: Too big'],
    [{ steps: 4 }, 'Unrecognized key: "steps"'],
  ])('%j is refused', (settings, message) => {
    expect(() => settingsOf(settings)).toThrow(message);
  });

  it('without a strain to load to: one step, or 0.2 in search of an event', () => {
    expect(lastStrain(settingsOf({}))).toBe(1e-7);
    expect(lastStrain(settingsOf({ step: 1e-5 }))).toBe(1e-5);
    expect(lastStrain(settingsOf({ untilEvent: true }))).toBe(0.2);
    expect(lastStrain(settingsOf({ untilEvent: true, to: -0.01 }))).toBe(-0.01);
  });

  it.each([
    [
      { step: 1e-7, to: 0.1 },
      'step: 1000000 steps of 1e-7 to a strain of 0.1; at most 20000 are made: take a larger step',
    ],
    [{ step: 1e-3, to: -1e-4 }, 'step: a step of 0.001 does not fit into a strain of -0.0001'],
    [{ untilEvent: true, step: 1e-3 }, 'maxStep: the largest step 0.0001 is below the first step 0.001'],
  ])('%j do not fit together', (settings, message) => {
    expect(() => run(settings)).toThrow(message);
  });
});

describe('samples that cannot be strained', () => {
  it('no minimum, and not to be relaxed', () => {
    const positions = glass.configuration.positions.slice();
    positions[6] += 1e-6;
    const moved = { ...glass, configuration: { ...glass.configuration, positions } };
    expect(() => run({}, moved, false)).toThrow(
      /^max\|F\| is \d\.\d\de-\d: this is no minimum of the energy \(at most 1e-9\), and straining begins at one; relax it first$/,
    );
    expect(() => run({ convergence: false }, moved, true)).not.toThrow();
  });

  it('an unstable one', () => {
    // A square lattice of repelling discs: its forces vanish by symmetry, and it shears apart.
    const side = 10;
    const spacing = 1 / Math.sqrt(0.86);
    const configuration: Configuration = {
      ids: Int32Array.from({ length: side * side }, (_, at) => at + 1),
      species: new Uint8Array(side * side),
      positions: Float64Array.from({ length: 2 * side * side }, (_, at) =>
        at % 2 === 0 ? ((at / 2) % side) * spacing : Math.floor(at / 2 / side) * spacing,
      ),
      box: { lx: side * spacing, ly: side * spacing, xy: 0 },
    };
    expect(() => run({}, { ...crystal, configuration, model: modelById('crystal') }, false)).toThrow(
      /^the sample is unstable: its Hessian has \d+ negative eigenvalues, and straining begins at a minimum of the energy; relax it first$/,
    );
  });

  it('particles that nothing holds', () => {
    // Far apart: every particle is free.
    const { box, positions } = triangularLattice(6, 6, 3);
    const configuration: Configuration = {
      ids: Int32Array.from({ length: 36 }, (_, at) => at + 1),
      species: new Uint8Array(36),
      positions,
      box,
    };
    expect(() => run({}, { ...crystal, configuration, model: modelById('crystal') })).toThrow(
      'the Hessian has 72 zero eigenvalues instead of the 2 translations',
    );
  });

  it('a box that becomes too narrow', () => {
    // 4 rows, 4.01 σ high: under tension, e^(−0.3) of that is less than twice the cutoff.
    const { box, positions } = triangularLattice(6, 4, Math.sqrt(2 / Math.sqrt(3) / 0.86));
    const configuration: Configuration = {
      ids: Int32Array.from({ length: 24 }, (_, at) => at + 1),
      species: new Uint8Array(24),
      positions,
      box,
    };
    const lattice = { ...crystal, configuration, model: modelById('crystal') };
    expect(() => run({ protocol: 'tension', step: 0.02, to: 1, convergence: false }, lattice)).toThrow(
      /^at strain 0\.\d+: box: the box is 2\.9\d+ wide at its narrowest, under twice the cutoff 1\.48000 of model 'crystal'/,
    );
  });

  it('is told where a minimisation does not arrive', () => {
    const outcome = interruption(() => run({ maxEvaluations: 2, convergence: false }));
    expect(outcome).toMatchObject({ status: 'not-converged', stage: 'minimise' });
    expect(outcome.detail).toMatch(/^max\|F\| is .* at strain .*, wanted 1e-11; \d+ force evaluations so far$/);
  });

  it('can be cancelled, before and meanwhile', () => {
    const control = new Int32Array(new SharedArrayBuffer(6 * 4));
    Atomics.store(control, 0, 1);
    expect(interruption(() => run({}, glass, true, control))).toMatchObject({ status: 'cancelled' });
  });
});

it('a perfect lattice moves affinely: no field to compare with, and the modulus still', () => {
  const { box, positions } = triangularLattice(12, 12, Math.sqrt(2 / Math.sqrt(3) / 0.86));
  const configuration: Configuration = {
    ids: Int32Array.from({ length: 144 }, (_, at) => at + 1),
    species: new Uint8Array(144),
    positions,
    box,
  };
  const model = modelById('crystal');
  const sample = new (addon().Sample)(sampleSpec(configuration, model));
  expect(sample.energetics().maxForce).toBeLessThan(1e-12);
  const outcome = run({ angle: 17 }, { ...crystal, configuration, model });
  const { report, fields } = outcome;
  expect(Math.hypot(...fields.linear)).toBeLessThan(1e-9);
  expect(report.convergence[2].modulus ?? NaN).toBeCloseTo(report.linear.modulus, 5);
});

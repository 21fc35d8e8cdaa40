import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  addon,
  type Addon,
  type MinimiseOptions,
  type MinimiseResult,
  type ModesOptions,
  type ModesResult,
  type NativeHessian,
} from '../../native-workers/addon.ts';
import {
  analysisSettingsSchema,
  type AnalysisSettings,
} from '../../native-workers/analysis/report/analysis-settings.ts';
import { analyse, type AnalyseOutcome } from '../../native-workers/analysis/analyse/analyse.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { reportSchema, type Report, type ReportFields } from '../../native-workers/analysis/report/report.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import { uniforms } from './configurations.ts';
import { referenceSamples, type ReferenceSample } from './reference-samples.ts';
import { interruption } from './interruption.ts';

function settings(given: Partial<AnalysisSettings> = {}): AnalysisSettings {
  return analysisSettingsSchema.parse(given);
}

function analysed(
  sample: ReferenceSample,
  given: Partial<AnalysisSettings> = {},
  configuration: Configuration = sample.configuration,
): AnalyseOutcome {
  return analyse({
    configuration,
    model: sample.model,
    settings: settings(given),
    source: sample.name,
    seed: null,
  });
}

/** Every coordinate moved by up to ± amplitude, reproducibly. */
function shaken(sample: ReferenceSample, amplitude: number): Configuration {
  const noise = uniforms(sample.configuration.positions.length, 3);
  return {
    ...sample.configuration,
    positions: sample.configuration.positions.map((value, at) => value + amplitude * (2 * noise[at] - 1)),
  };
}

const SAMPLES = referenceSamples();
const GLASS = SAMPLES.find((sample) => sample.name === '2dipl-100') ?? SAMPLES[0];

describe.each(SAMPLES)('against the independent calculation: $name', (sample) => {
  let outcome: { report: Report; fields: ReportFields };
  const particles = sample.configuration.ids.length;
  /** In the vacancy crystal a mode and its reverse are mirror images: no side is softer. */
  const signed = sample.name !== 'crystal-vacancy-167';

  it('converges to a report that fits its own schema', () => {
    outcome = analysed(sample, { modes: 10 });
    expect(reportSchema.parse(JSON.parse(JSON.stringify(outcome.report)))).toEqual(outcome.report);
  });

  it('energy, zero and negative modes', () => {
    expect(outcome.report.sample.energyPerParticle).toBeCloseTo(sample.energy / particles, 11);
    expect(outcome.report.sample.zeroModes).toBe(2);
    expect(outcome.report.sample.negativeModes).toBe(0);
    expect(outcome.report.sample.maxForce).toBeLessThanOrEqual(1e-11);
    expect(outcome.report.sample.liquid).toBe(false);
    expect(outcome.report.provenance.modesComplete).toBe(true);
  });

  it('every mode: eigenvalue, PR, split, correlations, quadrupole', () => {
    for (const expected of sample.modes) {
      const found = outcome.report.modes[expected.index];
      // Positions agree to about 1e-12, and third derivatives of the energy are of order 1e3.
      expect(found.eigenvalue / expected.eigenvalue).toBeCloseTo(1, 9);
      expect(found.omega).toBeCloseTo(expected.omega, 9);
      expect(found.residual).toBeLessThan(1e-10);
      // Eigenvectors carry that error divided by the gap, 1e-4 relative at the least.
      for (const name of ['pr', 'prT', 'prL', 'transverse', 'longitudinal'] as const)
        expect(found[name]).toBeCloseTo(expected[name], 7);
      expect(found.transverse + found.longitudinal).toBeCloseTo(1, 12);
      for (const name of ['psi_uL', 'psi_div', 'psi_absdiv', 'uL_div', 'uL_absdiv'] as const) {
        const [mine, theirs] = [found.correlations[name] ?? NaN, expected.correlations[name] ?? NaN];
        const odd = name === 'psi_div' || name === 'uL_div';
        if (odd && !signed) expect(Math.abs(mine)).toBeCloseTo(Math.abs(theirs), 6);
        else expect(mine).toBeCloseTo(theirs, 6);
      }
      // The coupling of a symmetric mode of the crystal is zero up to rounding, and has no angle.
      if (found.quadrupole.angle === null)
        expect(Math.hypot(expected.quadrupole.shear, expected.quadrupole.tension)).toBeLessThan(1e-8);
      else {
        const apart = Math.abs(found.quadrupole.angle - expected.quadrupole.angle) % 90;
        expect(Math.min(apart, 90 - apart)).toBeLessThan(1e-4);
      }
      const sign = signed ? 1 : Math.sign(found.quadrupole.shear * expected.quadrupole.shear);
      expect(sign * found.quadrupole.shear).toBeCloseTo(expected.quadrupole.shear, 6);
    }
  });

  it('the lowest mode itself, with its sign', () => {
    const mode = outcome.fields.displacements.subarray(0, 2 * particles);
    const overlap = mode.reduce((sum, value, at) => sum + value * sample.lowestMode.displacement[at], 0);
    const sign = signed ? 1 : Math.sign(overlap);
    mode.forEach((value, at) => expect(sign * value).toBeCloseTo(sample.lowestMode.displacement[at], 8));
  });

  it('Ψ, core, string and square in terms of ids', () => {
    const { max } = outcome.report.vibrability;
    // Nothing is left out of these.
    const values = outcome.report.vibrability.values.map(Number);
    expect(values).toHaveLength(particles);
    values.forEach((value, i) => expect(value / sample.vibrability[i]).toBeCloseTo(1, 9));
    expect(max).toBe(Math.max(...values));
    expect(outcome.report.keyCore.stringIds).toEqual(sample.string.map((index) => index + 1));
    if (sample.squares.length > 0 && sample.squares[0].purity >= 0.6 && sample.squares[0].squareness >= 0.3) {
      expect([...(outcome.report.keyCore.squareIds ?? [])].sort((a, b) => a - b)).toEqual(
        sample.squares[0].corners.map((index) => index + 1).sort((a, b) => a - b),
      );
      expect(outcome.report.keyCore.squareScore).toBeCloseTo(sample.squares[0].score, 7);
    }
  });

  it('does not depend on ids, order of arrays in memory, wrapping or a whole turn of tilt', () => {
    const { box, positions, species } = sample.configuration;
    const moved: Configuration = {
      ids: sample.configuration.ids.map((id) => 7 * id),
      species,
      positions: positions.map((value, at) => (at % 2 === 0 ? value + 2 * box.lx : value)),
      box: { ...box, xy: box.xy - 3 * box.lx },
    };
    const again = analysed(sample, { modes: 3 }, moved);
    again.report.modes.forEach((mode, index) => {
      expect(mode.eigenvalue / outcome.report.modes[index].eigenvalue).toBeCloseTo(1, 9);
    });
    expect(again.report.keyCore.stringIds).toEqual(outcome.report.keyCore.stringIds.map((id) => 7 * id));
    expect(again.report.sample.box[2]).toBeCloseTo(box.xy, 12);
    expect(again.report.sample.notes).toContainEqual(
      expect.stringMatching(/^The tilt xy = -[\d.]+ was reduced to the equivalent [-\d.e]+\.$/),
    );
  });
});

describe('relaxation', () => {
  it('mends a file of 6 digits and says how far it moved', () => {
    const rounded: Configuration = {
      ...GLASS.configuration,
      positions: GLASS.configuration.positions.map((x) => +x.toPrecision(6)),
    };
    const { report, fields } = analysed(GLASS, { modes: 3 }, rounded);
    expect(report.sample.maxForceAsRead).toBeGreaterThan(1e-5);
    expect(report.sample.maxForce).toBeLessThanOrEqual(1e-11);
    expect(report.sample.moved?.max).toBeGreaterThan(1e-7);
    expect(report.sample.moved?.max).toBeLessThan(1e-3);
    expect(report.sample.liquid).toBe(false);
    expect(report.sample.negativeModesAsRead).toBeNull();
    expect(report.provenance.relaxation?.evaluations).toBeGreaterThan(0);
    expect(report.modes[0].omega).toBeCloseTo(GLASS.modes[0].omega, 9);
    // The positions that are kept are those that were analysed, to the last bit of their forces.
    const kept = new (addon().Sample)(sampleSpec({ ...GLASS.configuration, positions: fields.positions }, GLASS.model));
    expect(kept.energetics().maxForce).toBe(report.sample.maxForce);
  });

  it('is left out on request: the Hessian of the file as it stands', () => {
    const rounded: Configuration = {
      ...GLASS.configuration,
      positions: GLASS.configuration.positions.map((x) => +x.toPrecision(6)),
    };
    const { report } = analysed(GLASS, { modes: 3, relax: false }, rounded);
    expect(report.sample.moved).toBeNull();
    expect(report.provenance.relaxation).toBeNull();
    expect(report.sample.maxForce).toBe(report.sample.maxForceAsRead);
    expect(report.sample.liquid).toBe(false);
    expect(report.sample.negativeModesAsRead).toBe(0);
  });
});

describe('far from a minimum', () => {
  const liquid = shaken(GLASS, 0.2);

  it('as it stands: negative modes are reported, Ψ does not exist, with the reason', () => {
    const { report, fields } = analysed(GLASS, { modes: 12, relax: false }, liquid);
    const spec = sampleSpec(liquid, GLASS.model);
    const dense = new (addon().Sample)(spec).hessian().dense();
    const matrix = Matrix.from1DArray(200, 200, [...dense]);
    const eigenvalues = new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues.sort(
      (a, b) => a - b,
    );
    // The largest eigenvalue is 7e5, so the dense solver's zeros are off by some 1e-12; the others are above 0.05.
    const negative = eigenvalues.filter((value) => value < -1e-9).length;
    expect(negative).toBeGreaterThan(2);
    expect(report.sample.negativeModes).toBe(negative);
    expect(report.sample.negativeModesAsRead).toBe(negative);
    expect(report.sample.liquid).toBe(true);
    const physical = eigenvalues.filter((value) => Math.abs(value) > 1e-9);
    report.modes.forEach((mode, index) => {
      expect(mode.eigenvalue / physical[index]).toBeCloseTo(1, 9);
      expect(mode.omega).toBe(Math.sign(mode.eigenvalue) * Math.sqrt(Math.abs(mode.eigenvalue)));
    });
    expect(report.modes[0].omega).toBeLessThan(0);
    const reason = `the Hessian has ${negative} negative eigenvalues: Ψ is defined at a minimum only`;
    expect(report.vibrability).toEqual({ max: null, mean: null, values: [], reason });
    expect(report.core).toEqual({ threshold: 0.25, ids: [], clusterIds: [] });
    expect(report.keyCore).toMatchObject({ stringIds: [], allIds: [], squareIds: null, squareScore: null, reason });
    expect(report.modes[0].correlations).toMatchObject({
      psi_uL: null,
      reason: 'Ψ does not exist (see vibrability.reason)',
    });
    expect(report.modes[0].correlations.uL_div).not.toBeNull();
    expect(fields.vibrability).toBeNull();
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it('relaxed: analysed in its inherent structure, with the negative modes of the file kept', () => {
    const asItStands = analysed(GLASS, { modes: 2, relax: false }, liquid).report.sample.negativeModes;
    const { report } = analysed(GLASS, { modes: 2 }, liquid);
    expect(report.sample.liquid).toBe(true);
    expect(report.sample.negativeModesAsRead).toBe(asItStands);
    expect(report.sample.negativeModes).toBe(0);
    expect(report.vibrability.max).toBeGreaterThan(0);
  });
});

describe('fewer modes than asked for', () => {
  it('gives all 2N − 2 of a small sample', () => {
    const { report } = analysed(GLASS, { modes: 500 });
    expect(report.modes).toHaveLength(198);
    report.modes.forEach((mode, index) => expect(mode.eigenvalue / GLASS.eigenvalues[index]).toBeCloseTo(1, 9));
  });
});

/** The kernels with the minimiser's answer changed. */
function withMinimiser(change: Partial<MinimiseResult>): Addon {
  const kernels = addon();
  return {
    ...withHessian(() => ({})),
    Sample: class extends kernels.Sample {
      override minimise(options: MinimiseOptions): MinimiseResult {
        return { ...super.minimise(options), ...change };
      }
    },
  };
}

describe('the rounding of the coordinates', () => {
  const input = {
    configuration: shaken(GLASS, 0.01),
    model: GLASS.model,
    settings: settings({ modes: 2 }),
    source: 'x',
    seed: null,
  };

  it('is said where it stops the minimiser above the tolerance', () => {
    const outcome = analyse(input, undefined, withMinimiser({ maxForce: 3.14e-11, roundingForce: 5.2e-11 }));
    expect(outcome.report.sample.notes).toEqual([
      'max|F| is 3.1e-11, not 1e-11: in a box of this size rounding the coordinates to doubles leaves forces of up to 5.2e-11.',
    ]);
    expect(outcome.report.provenance.relaxation?.roundingForce).toBe(5.2e-11);
  });

  it('is not mentioned otherwise', () => {
    const outcome = analyse(input, undefined, withMinimiser({ roundingForce: 0 }));
    expect(outcome.report.sample.notes).toEqual([]);
    expect(outcome.report.provenance.relaxation).not.toHaveProperty('roundingForce');
  });

  it('does not make a sample that was minimised before be relaxed again', () => {
    const minimised: MinimiseResult = {
      status: 'converged',
      energy: 0,
      maxForce: 4e-11,
      roundingForce: 6e-11,
      evaluations: 9,
      newtonSteps: 1,
      moved: { max: 1, rms: 0.5 },
    };
    const configuration = shaken(GLASS, 1e-6);
    const outcome = analyse({ ...input, configuration, minimised });
    expect(outcome.report.sample.maxForceAsRead).toBeGreaterThan(1e-6);
    expect(outcome.report.sample.moved).toBeNull();
    expect(outcome.report.provenance.relaxation).toBeNull();
    expect(outcome.report.sample.notes).toEqual([expect.stringContaining('max|F| is 4.0e-11, not 1e-11')]);
  });
});

/** The kernels with some method of the Hessian replaced. */
function withHessian(change: (hessian: NativeHessian) => Partial<NativeHessian>): Addon {
  const kernels = addon();
  return {
    variant: kernels.variant,
    potentialForms: kernels.potentialForms,
    supports: (variant) => kernels.supports(variant),
    evaluatePotential: (...given) => kernels.evaluatePotential(...given),
    bondCompliances: (...given) => kernels.bondCompliances(...given),
    pseudoHarmonicModes: (...given) => kernels.pseudoHarmonicModes(...given),
    modesInWindow: (...given) => kernels.modesInWindow(...given),
    solvePositiveDefinite: (...given) => kernels.solvePositiveDefinite(...given),
    plainRows: (...given) => kernels.plainRows(...given),
    preferLargePages: (bytes) => kernels.preferLargePages(bytes),
    Voronoi: kernels.Voronoi,
    Dynamics: kernels.Dynamics,
    Sample: class extends kernels.Sample {
      override hessian(): NativeHessian {
        const real = super.hessian();
        const handle: NativeHessian = {
          particles: real.particles,
          inertia: real.inertia,
          norm: real.norm,
          factorEntries: real.factorEntries,
          bytes: real.bytes,
          multiply: (vectors) => real.multiply(vectors),
          solve: (vectors) => real.solve(vectors),
          inverseBetween: (particles, control) => real.inverseBetween(particles, control),
          solvePinned: (pinned, vectors, control) => real.solvePinned(pinned, vectors, control),
          countBelow: (values) => real.countBelow(values),
          lowestModes: (options, control) => real.lowestModes(options, control),
          nullVectors: (count, control) => real.nullVectors(count, control),
          vibrability: (control) => real.vibrability(control),
          dense: () => real.dense(),
          dispose: () => real.dispose(),
        };
        return { ...handle, ...change(real) };
      }
    },
  };
}

describe('outcomes that are not results', () => {
  const input = {
    configuration: shaken(GLASS, 0.1),
    model: GLASS.model,
    settings: settings({ modes: 4 }),
    source: 'x',
    seed: null,
  };

  it('a relaxation that does not arrive', () => {
    expect(interruption(() => analyse({ ...input, settings: settings({ maxEvaluations: 3 }) }))).toEqual({
      status: 'not-converged',
      stage: 'minimise',
      detail: expect.stringMatching(
        /^max\|F\| is \d\.\d\de[+-]\d+ after \d+ force evaluations and \d+ Newton steps; wanted 1e-11$/,
      ),
    });
  });

  it('modes that do not converge', () => {
    const kernels = withHessian((real) => ({
      lowestModes: (options: ModesOptions): ModesResult => ({
        ...real.lowestModes(options),
        status: 'not-converged',
        solves: 77,
      }),
    }));
    expect(interruption(() => analyse(input, undefined, kernels))).toEqual({
      status: 'not-converged',
      stage: 'modes',
      detail: 'the 4 lowest modes did not converge in 77 solves',
    });
  });

  it('a stop requested before the start', () => {
    expect(interruption(() => analyse(input, Int32Array.of(1, 0, 0, 0)))).toEqual({
      status: 'cancelled',
      stage: 'check',
      detail: "cancelled during 'check'",
    });
  });

  it('a stop requested inside a kernel that answers with a status', () => {
    const control = new Int32Array(new SharedArrayBuffer(16));
    const kernels = withHessian((real) => ({
      lowestModes: (options: ModesOptions) => {
        control[0] = 1;
        return real.lowestModes(options, control);
      },
    }));
    expect(interruption(() => analyse(input, control, kernels))).toMatchObject({ status: 'cancelled', stage: 'modes' });
  });

  it('a stop requested inside a kernel that throws', () => {
    const control = new Int32Array(new SharedArrayBuffer(16));
    const kernels = withHessian((real) => ({
      vibrability: () => {
        const stopped = Int32Array.of(1, 0, 0, 0);
        return real.vibrability(stopped);
      },
    }));
    expect(interruption(() => analyse(input, control, kernels))).toMatchObject({
      status: 'cancelled',
      stage: 'vibrability',
    });
  });

  it('an error of ours is thrown, not turned into an outcome', () => {
    const kernels = withHessian(() => ({
      vibrability: () => {
        throw new Error('broken');
      },
    }));
    expect(() => analyse(input, undefined, kernels)).toThrow('broken');
  });
});

describe('provenance', () => {
  it('records what shaped the result', () => {
    const { provenance } = analysed(GLASS, { modes: 3, keyCoreFraction: 0.5 }).report;
    expect(provenance).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      variant: addon().variant,
      model: '2dipl',
      cutoffScheme: 'force-shifted at 1.48 σ_ab',
      source: '2dipl-100',
      seed: null,
      configurationHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      settings: { modes: 3, relax: true, keyCoreFraction: 0.5, coreThreshold: 0.25 },
    });
    for (const stage of [
      'check',
      'forces',
      'factorise',
      'modes',
      'vibrability',
      'voronoi',
      'split',
      'key core',
      'total',
    ])
      expect(provenance.wallSeconds[stage]).toBeGreaterThan(0);
  });

  it('is the same bits when done twice', () => {
    const [first, second] = [analysed(GLASS, { modes: 5 }), analysed(GLASS, { modes: 5 })];
    expect(second.fields).toEqual(first.fields);
    expect({ ...second.report, provenance: null }).toEqual({ ...first.report, provenance: null });
  });
});

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { elasticResponse } from '../../native-workers/analysis/elasticity/elastic-response.ts';
import { cutoffCrossings } from '../../native-workers/analyses/strain/cutoff-crossings.ts';
import { generatorOf } from '../../native-workers/analyses/strain/generator.ts';
import { strainReportSchema } from '../../native-workers/analyses/strain/strain-report.ts';
import {
  advance,
  unstrainedState,
  type Loading,
  type StrainedState,
} from '../../native-workers/analyses/strain/strained-state.ts';
import { shearHarmonics, shearModulus } from '../../native-workers/analysis/elasticity/shear-modulus.ts';
import { StageClock } from '../../native-workers/analysis/run/stage-clock.ts';
import { nearestImage } from '../../native-workers/configuration/configuration.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { readFrame } from '../read-frame.ts';
import { referenceSamples } from './reference-samples.ts';
import { strained } from './strained.ts';

type Sample = Pick<ReturnType<typeof referenceSamples>[number], 'configuration' | 'model'>;

function responseOf({ configuration, model }: Sample) {
  const sample = new (addon().Sample)(sampleSpec(configuration, model));
  expect(sample.minimise({}).status).toBe('converged');
  const { lx, ly } = configuration.box;
  const { stress } = sample.energetics();
  const response = elasticResponse(sample, sample.hessian(), stress, lx * ly);
  return { stress, response, harmonics: shearHarmonics(response.curvature) };
}

function loadingOf({ configuration, model }: Sample, generator: Loading['generator']): Loading {
  return {
    configuration,
    model,
    generator,
    forceTolerance: 1e-12,
    maxEvaluations: 1e5,
    clock: new StageClock(undefined),
    spent: { evaluations: 0 },
  };
}

const PROTOCOLS = [
  ['simple-shear', 0],
  ['simple-shear', 33],
  ['simple-shear', 118],
  ['tension', 20],
  ['compression', 20],
  ['uniaxial', 75],
] as const;

describe.each(referenceSamples())('$name', (sample) => {
  const { response, harmonics, stress } = responseOf(sample);

  it.each(PROTOCOLS)('%s at %d°: steps of ±1e-7 give the linear field and modulus', (protocol, angle) => {
    const { report, fields } = strained(sample, { protocol, angle });
    expect(() => strainReportSchema.parse(report)).not.toThrow();
    const counted = report.convergence.filter(({ counts }) => counts);
    // What crosses its cutoff at 1e-6 need not at 1e-7: these four samples have no pair so near to it.
    expect(counted.map(({ step }) => step)).toContain(1e-7);
    for (const { step, field, oneSided, modulus } of counted) {
      // Central differences: γ² times the third derivative, which the two softest samples have large (0.003 at 1e-4),
      // and the rounding of forces, some 1e-14, over γ λ ‖x‖.
      const expected = 1.5e6 * step ** 2 + 1e-14 / step;
      expect(field).toBeLessThan(expected);
      expect(Math.abs((modulus ?? NaN) / report.linear.modulus - 1)).toBeLessThan(expected);
      // One step has the second derivative in it.
      expect(oneSided).toBeLessThan(1500 * step + 1e-6);
    }
    const { nonAffine } = fields;
    // The field of the step itself, γ = 1e-7, without the refinement of the comparison: rounding of coordinates.
    const size = Math.hypot(...fields.linear);
    expect(Math.hypot(...nonAffine.map((value, at) => value / 1e-7 - fields.linear[at]))).toBeLessThan(1e-3 * size);
  });

  it('linear response is that of G(θ), from four solves', () => {
    const { report, fields } = strained(sample, { angle: 33, convergence: false });
    expect(report.linear.modulus).toBeCloseTo(shearModulus(harmonics, 33), 9);
    const generator = generatorOf('simple-shear', 33);
    const size = fields.linear.length;
    const combined = fields.linear.map((_, at) =>
      generator.reduce((sum, weight, row) => sum + weight * response.nonAffine[row * size + at], 0),
    );
    const length = Math.hypot(...combined);
    expect(Math.hypot(...combined.map((value, at) => value - fields.linear[at]))).toBeLessThan(1e-9 * length);
  });

  it('G_pure = ½[G(45°) + G(135°)], also by differences of the stress under tension', () => {
    const { report } = strained(sample, { protocol: 'tension' });
    const pure = (shearModulus(harmonics, 45) + shearModulus(harmonics, 135)) / 2;
    expect(report.linear.modulus / 4 / pure).toBeCloseTo(1, 9);
    expect((report.convergence[3].modulus ?? NaN) / 4 / pure).toBeCloseTo(1, 6);
    expect(report.start.driving).toBeCloseTo(stress[0] - stress[2], 9);
  });

  it.each(PROTOCOLS)('%s at %d°: the stress is V₀⁻¹ dU/dγ at a finite strain', (protocol, angle) => {
    const loading = loadingOf(sample, generatorOf(protocol, angle));
    const start = unstrainedState(loading);
    let state = start;
    for (let step = 0; step < 10; step++) state = advance(state, 2e-4, loading).state;
    const h = 1e-6;
    const [coarse, fine] = [h, h / 2].map((step) => {
      const [ahead, behind] = [step, -step].map((strain) => advance(state, strain, loading).state);
      // At a pair's cutoff u″ jumps, and differences are no derivatives: none lies here.
      expect(cutoffCrossings([state, ahead, behind], sample.configuration, sample.model)).toBe(0);
      return (ahead.energy - behind.energy) / (2 * step);
    });
    // Beside an event the third derivative is large: it is extrapolated away. U is known to some 1e-15 of itself, over h.
    expect(Math.abs((4 * fine - coarse) / 3 - state.work)).toBeLessThan((5e-15 / h) * Math.abs(start.energy));
  });
});

/** Published test data, kept beside the repository where it is present (test/reference/README.md). */
const FILE = fileURLToPath(new URL('../../../shared/reference/IS.2DIPL.atom', import.meta.url));

// The word "reference" in the names is what test/allowed-skips.json looks for.
describe.skipIf(!existsSync(FILE))('published reference structure of 2DIPL, N = 800: finite steps', () => {
  test('G(0°) = 13.918 by differences of the stress, and the linear field to 1e-8', async () => {
    const { ids, types, positions, box } = await readFrame(FILE);
    const configuration = { ids, species: types, positions, box };
    const { report } = strained({ configuration, model: modelById('2dipl') }, {});
    const [, , , fine] = report.convergence;
    expect(fine).toMatchObject({ step: 1e-7, counts: true });
    expect(Math.abs((fine.modulus ?? NaN) - 13.918)).toBeLessThan(1e-3);
    expect(fine.field).toBeLessThan(1e-7);
    // Quadratic in the step: a hundredth for a tenth.
    const [, coarse, middle] = report.convergence;
    expect((coarse.field ?? NaN) / (middle.field ?? NaN)).toBeGreaterThan(90);
    expect((coarse.field ?? NaN) / (middle.field ?? NaN)).toBeLessThan(110);
  });
});

describe('pairs that cross their cutoff', () => {
  const [, , kob] = referenceSamples();

  /** The interacting pairs, by all of them. */
  function interacting({ cell, positions }: StrainedState): Set<string> {
    const { species } = kob.configuration;
    const kinds = Math.sqrt(kob.model.potential.cutoff.length);
    const found = new Set<string>();
    for (let i = 0; i < species.length; i++)
      for (let j = i + 1; j < species.length; j++) {
        const d = nearestImage(
          cell.box,
          positions[2 * i] - positions[2 * j],
          positions[2 * i + 1] - positions[2 * j + 1],
        );
        if (Math.hypot(...d) < kob.model.potential.cutoff[species[i] * kinds + species[j]]) found.add(`${i} ${j}`);
      }
    return found;
  }

  it('are counted as by all pairs, and their steps discarded', () => {
    const loading = loadingOf(kob, generatorOf('simple-shear', 0));
    const start = unstrainedState(loading);
    const states = [start, ...[1e-3, -1e-3].map((step) => advance(start, step, loading).state)];
    const sets = states.map(interacting);
    const all = new Set(sets.flatMap((set) => [...set]));
    const crossing = [...all].filter((pair) => sets.some((set) => !set.has(pair)));
    expect(crossing.length).toBeGreaterThan(3);
    expect(cutoffCrossings(states, kob.configuration, kob.model)).toBe(crossing.length);
    const { convergence } = strained(kob, {}).report;
    const crossed = convergence.filter(({ crossings }) => crossings > 0);
    expect(crossed.length).toBeGreaterThan(0);
    for (const { counts, field } of crossed) {
      expect(counts).toBe(false);
      // Seven orders above what smooth steps of 1e-6 leave: the jump of u″ is in it.
      expect(field).toBeGreaterThan(1e-4);
    }
  });
});

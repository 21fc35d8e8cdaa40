import { describe, expect, it } from 'vitest';
import { addon, TRACE_COLUMNS } from '../../native-workers/addon.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { keyOfSeed, sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { forClosePairs } from '../../native-workers/analyses/structure/close-pairs.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { modelById } from '../../native-workers/models/registry.ts';

/** A liquid in which particles diffuse by themselves: both ways of motion sample the same distribution. */
const MODEL = modelById('polydisperse');
const PARTICLES = 400;
const TEMPERATURE = 0.3;
const TIME_STEP = 0.005;
/** Of equilibration, then of measuring, in blocks whose means are independent enough to scatter by their error. */
const STEPS = { equilibration: 40_000, block: 10_000, blocks: 24, snapshot: 250 };
const BINS = 40;
const REACH = 3;

/** Means of a run in blocks: U/N, and g(r) in bins up to `REACH`. */
function measured(swaps: { interval: number; attempts: number } | undefined, seed: string) {
  const start = randomStart(MODEL, PARTICLES, 1, sampleSeed(seed, 0));
  const sample = new (addon().Sample)(sampleSpec(start, MODEL));
  sample.minimise({ forceTolerance: 10, newton: false });
  const dynamics = new (addon().Dynamics)({
    ...sampleSpec({ ...start, positions: sample.positions() }, MODEL),
    velocities: null,
    temperature: TEMPERATURE,
    timeStep: TIME_STEP,
    step: 0,
    key: keyOfSeed(sampleSeed(seed, 1)),
  });
  const run = (steps: number) =>
    dynamics.run({
      steps,
      thermostat: { kind: 'langevin', friction: 0.5 },
      temperature: { start: TEMPERATURE, end: TEMPERATURE },
      traceInterval: 10,
      swaps,
    });
  run(STEPS.equilibration);
  const energies: number[] = [];
  const histograms: Float64Array[] = [];
  let accepted = 0;
  for (let block = 0; block < STEPS.blocks; block++) {
    let energy = 0;
    let rows = 0;
    const histogram = new Float64Array(BINS);
    for (let done = 0; done < STEPS.block; done += STEPS.snapshot) {
      const { trace, swaps: made } = run(STEPS.snapshot);
      accepted += made.accepted;
      for (let at = 0; at < trace.length; at += TRACE_COLUMNS.length, rows++)
        energy += trace[at + TRACE_COLUMNS.indexOf('potentialEnergy')];
      forClosePairs(start.box, dynamics.positions(), REACH, (_i, _j, squared) => {
        histogram[Math.floor((BINS * Math.sqrt(squared)) / REACH)] += STEPS.snapshot / STEPS.block / PARTICLES;
      });
    }
    energies.push(energy / rows);
    histograms.push(histogram);
  }
  return { energies, histograms, accepted };
}

/** Mean of some numbers and its standard error. */
function meanAndError(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

describe('swaps beside molecular dynamics', () => {
  it(
    'sample the distribution that the dynamics samples alone: energy and g(r) at T = 0.3',
    { timeout: 600_000 },
    () => {
      // The same particles in both.
      const alone = measured(undefined, 'equilibrium');
      const swapping = measured({ interval: 20, attempts: PARTICLES }, 'equilibrium');
      expect(alone.accepted).toBe(0);
      expect(swapping.accepted).toBeGreaterThan(PARTICLES * 100);
      const [a, b] = [meanAndError(alone.energies), meanAndError(swapping.energies)];
      // Errors small enough that a wrong acceptance (always: + 0.1 and more) would show.
      expect(a.error / a.mean).toBeLessThan(5e-3);
      expect(Math.abs(a.mean - b.mean)).toBeLessThan(4 * Math.hypot(a.error, b.error));
      let worst = 0;
      let square = 0;
      let bins = 0;
      for (let bin = 0; bin < BINS; bin++) {
        const of = (run: typeof alone) => meanAndError(run.histograms.map((histogram) => histogram[bin]));
        const [c, d] = [of(alone), of(swapping)];
        if (c.mean < 0.01) continue;
        const off = Math.abs(c.mean - d.mean) / Math.hypot(c.error, d.error);
        worst = Math.max(worst, off);
        square += off ** 2;
        bins++;
      }
      expect(bins).toBeGreaterThan(25);
      // Of some thirty bins, whose errors come from 24 blocks each.
      expect(worst).toBeLessThan(5);
      expect(square / bins).toBeLessThan(3);
    },
  );
});

import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../native-workers/analysis/preparation/checkpoint.ts';
import { simulate } from '../../native-workers/analysis/preparation/simulate.ts';
import { simulationOf } from '../../native-workers/analysis/preparation/simulation.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { swapRounds } from '../../native-workers/analysis/preparation/swap-rounds.ts';
import { bytesOfCheckpoint, checkpointOf } from '../../native-workers/tasks/checkpoint-bytes.ts';

const SETTINGS = simulationSettingsSchema.parse({
  model: 'polydisperse',
  particles: 150,
  preset: 'quick',
  seed: 'swap',
  protocol: {
    temperature: 0.4,
    equilibrationTime: 2,
    cooling: [{ to: 0.01, rate: 0.1 }],
    checkpointInterval: 150,
    traceInterval: 50,
  },
  analysis: { modes: 3 },
});

describe('a polydisperse glass made with swaps', () => {
  const checkpoints: Checkpoint[] = [];
  const whole = simulate(SETTINGS, 0, undefined, { onCheckpoint: (state) => checkpoints.push(state) });

  it('is a minimum of the energy, its diameters those that were drawn, in other places', () => {
    const { report, configuration } = whole;
    expect(report.sample).toMatchObject({ negativeModes: 0, model: 'polydisperse' });
    expect(report.sample.maxForce).toBeLessThanOrEqual(1e-11);
    expect(report.sample.sizes).toMatchObject({ nonAdditivity: 0.2 });
    expect(report.sample.sizes?.mean).toBeCloseTo(1, 3);
    const drawn = checkpoints[0].diameters?.toSorted();
    expect(configuration.sizes?.diameters.toSorted()).toEqual(drawn);
    expect(configuration.sizes?.diameters).not.toEqual(drawn);
  });

  it('says how many swaps were tried and made', () => {
    const swaps = whole.report.provenance.preparation?.dynamics?.swaps;
    // 10 a particle and unit of time, 2 + 3.9 of them at Δt = 0.005: rounds of 150 every 20 of 1180 steps.
    expect(swaps).toMatchObject({ rate: 10, attempts: 59 * 150 });
    expect(swaps?.acceptance).toBeGreaterThan(0.02);
    expect(swaps?.acceptance).toBeLessThan(0.5);
    expect(swaps?.acceptance).toBe((swaps?.accepted ?? 0) / (swaps?.attempts ?? 1));
  });

  it('goes on from a checkpoint to the same bits, through the bytes that are stored', () => {
    const middle = checkpoints[3];
    const from = checkpointOf(bytesOfCheckpoint(middle));
    expect(from).toEqual(middle);
    const resumed = simulate(SETTINGS, 0, undefined, { from });
    expect(resumed.configuration).toEqual(whole.configuration);
    expect(resumed.report.provenance.preparation?.dynamics?.swaps).toEqual(
      whole.report.provenance.preparation?.dynamics?.swaps,
    );
  });

  it('takes no checkpoint without its diameters', () => {
    const from = { ...checkpoints[3] };
    delete from.diameters;
    expect(() => simulate(SETTINGS, 0, undefined, { from })).toThrow('checkpoint: no diameters, expected 150');
  });

  it('is another one without swaps', () => {
    const settings = { ...SETTINGS, protocol: { ...SETTINGS.protocol, swapRate: 0 } };
    const { report, configuration } = simulate(settings, 0);
    expect(report.provenance.preparation?.dynamics).not.toHaveProperty('swaps');
    expect(configuration.sizes?.diameters).toEqual(simulate(settings, 0).configuration.sizes?.diameters);
    // Diameters stay with their particles.
    expect(configuration.sizes?.diameters).not.toEqual(whole.configuration.sizes?.diameters);
  });
});

describe('rounds of swaps', () => {
  it('try as many as the rate says, never more often than every 10 steps', () => {
    expect(swapRounds({ timeStep: 0.005, swapRate: 10 }, 1000)).toEqual({ interval: 20, attempts: 1000 });
    expect(swapRounds({ timeStep: 0.005, swapRate: 100 }, 1000)).toEqual({ interval: 10, attempts: 5000 });
    expect(swapRounds({ timeStep: 0.005, swapRate: 0.1 }, 1000)).toEqual({ interval: 2000, attempts: 1000 });
    expect(swapRounds({ timeStep: 0.005 }, 1000)).toBeUndefined();
  });
});

describe('settings that cannot be', () => {
  const settings = (given: object) => simulationSettingsSchema.parse({ preset: 'quick', particles: 200, ...given });

  it('are refused with the field', () => {
    expect(() => simulationOf(settings({ model: '2dipl', protocol: { swapRate: 1 } }))).toThrow(
      "protocol.swapRate: the particles of model '2dipl' have no diameters of their own to exchange",
    );
    expect(() => simulationOf(settings({ model: 'polydisperse', crystal: {} }))).toThrow(
      "crystal: a crystal has particles of one size, model 'polydisperse' has many",
    );
    const potential = { expression: 'r^-12', cutoff: 1.25, scheme: 'smoothed' };
    const own = { name: 'own', potential, diameters: { nonAdditivity: 0.2 }, density: 1 };
    expect(() => simulationOf(settings({ model: own, protocol: { temperature: 0.5 } }))).toThrow(
      /^model\.diameters\.distribution: model 'user:own' takes a diameter of each particle; say what they are drawn from/,
    );
    const distribution = { exponent: -3, least: 0.7246, largest: 1.6131 };
    const drawn = { ...own, diameters: { ...own.diameters, distribution } };
    expect(simulationOf(settings({ model: drawn, protocol: { temperature: 0.5 } })).preparation).toMatchObject({
      protocol: { swapRate: 10 },
    });
    // 1.25 × 1.6131 twice is 4.03.
    expect(() => simulationOf(settings({ model: 'polydisperse', particles: 16 }))).toThrow(/under twice the cutoff/);
  });
});

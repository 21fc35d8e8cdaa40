import { describe, expect, it } from 'vitest';
import { addon, TRACE_COLUMNS } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import type { Checkpoint } from '../../native-workers/analysis/preparation/checkpoint.ts';
import { dynamicsPlan, plannedSteps } from '../../native-workers/analysis/preparation/dynamics-plan.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import type { Protocol } from '../../native-workers/analysis/preparation/protocol-presets.ts';
import { reportSchema } from '../../native-workers/analysis/report/report.ts';
import { SAMPLE_CONTROL_WORDS, sampleShare } from '../../native-workers/analysis/run/sample-share.ts';
import { quench } from '../../native-workers/analysis/preparation/quench.ts';
import { simulate, type SimulateOutcome } from '../../native-workers/analysis/preparation/simulate.ts';
import type { SimulateWatch } from '../../native-workers/analysis/preparation/run-dynamics.ts';
import { simulationOf } from '../../native-workers/analysis/preparation/simulation.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { interruption } from './interruption.ts';

const WIDTH = TRACE_COLUMNS.length;

/** 128 particles, 1,000 steps at T = 2 and 790 of cooling, a checkpoint every 400. */
const SHORT = {
  equilibrationTime: 5,
  cooling: [
    { to: 0.5, rate: 0.5 },
    { to: 0.025, rate: 0.5 },
  ],
  checkpointInterval: 400,
  traceInterval: 100,
};

function settings(given: object = {}) {
  return parseSettings(simulationSettingsSchema, {
    model: '2dipl',
    particles: 128,
    preset: 'quick',
    protocol: SHORT,
    analysis: { modes: 2 },
    ...given,
  });
}

function made(given: object = {}, watch: SimulateWatch = {}): SimulateOutcome {
  return simulate(settings(given), 0, undefined, watch);
}

function checkpointsOf(given: object = {}) {
  const checkpoints: Checkpoint[] = [];
  const outcome = made(given, { onCheckpoint: (checkpoint) => checkpoints.push(checkpoint) });
  return { outcome, checkpoints };
}

const GLASS = checkpointsOf();

describe('plan of the dynamics', () => {
  const protocol = (given: Partial<Protocol>): Protocol => ({
    timeStep: 0.005,
    thermostat: { kind: 'none' },
    temperature: 2,
    equilibrationTime: 5,
    cooling: [],
    checkpointInterval: 400,
    traceInterval: 100,
    precision: 'mixed',
    ...given,
  });

  it('has a run to every multiple of the interval within a stretch, and to its end', () => {
    expect(dynamicsPlan(protocol({ cooling: [{ to: 1, rate: 0.4 }] }))).toEqual([
      { stage: 'equilibration', from: 0, steps: 400, temperature: { start: 2, end: 2 } },
      { stage: 'equilibration', from: 400, steps: 400, temperature: { start: 2, end: 2 } },
      { stage: 'equilibration', from: 800, steps: 200, temperature: { start: 2, end: 2 } },
      { stage: 'cooling', from: 1000, steps: 400, temperature: { start: 2, end: 1.2 } },
      { stage: 'cooling', from: 1400, steps: 100, temperature: { start: 1.2, end: 1 } },
    ]);
  });

  it('cools through a schedule without a jump', () => {
    const plan = dynamicsPlan(
      protocol({
        equilibrationTime: 0,
        cooling: [
          { to: 1.1, rate: 0.013 },
          { to: 0.3, rate: 0.7 },
          { to: 0, rate: 1e3 },
        ],
      }),
    );
    // 0.9/0.013/0.005 = 13846.15…, 0.8/0.7/0.005 = 228.57…, 0.3/1000/0.005 = 0.06: at least one step.
    expect(plannedSteps(plan)).toBe(13846 + 229 + 1);
    plan.slice(1).forEach((run, at) => {
      expect(run.from).toBe(plan[at].from + plan[at].steps);
      expect(run.temperature.start).toBe(plan[at].temperature.end);
    });
    expect(plan.at(-1)?.temperature.end).toBe(0);
  });

  it('is empty where nothing is asked for', () => {
    expect(dynamicsPlan(protocol({ equilibrationTime: 0 }))).toEqual([]);
  });
});

describe('a glass by cooling', () => {
  const { outcome, checkpoints } = GLASS;

  it('is a stable minimum, far below what the same seed gives at once', () => {
    expect(outcome.report.sample).toMatchObject({ n: 128, zeroModes: 2, negativeModes: 0 });
    expect(outcome.report.sample.maxForce).toBeLessThanOrEqual(1e-11);
    const quick = made({ particles: 256, protocol: {} });
    const atOnce = made({ particles: 256, protocol: {}, preset: 'instantaneous' });
    // Ladder of docs/simulate.md: 4.545 and 4.59, each ± 0.01 at this size.
    expect(quick.report.sample.energyPerParticle).toBeLessThan(atOnce.report.sample.energyPerParticle - 0.015);
    expect(atOnce.trace).toBeNull();
  });

  it('records all of its preparation in the provenance', () => {
    const { preparation } = outcome.report.provenance;
    const { positions } = checkpoints.at(-1) ?? { positions: new Float64Array(0) };
    const options = settings().analysis;
    const { result } = quench({ ...outcome.configuration, positions }, modelById('2dipl'), options, undefined);
    expect(preparation).toMatchObject({
      preset: 'quick',
      kind: 'cooling',
      crystal: null,
      dynamics: {
        timeStep: 0.005,
        thermostat: { kind: 'rescaling', relaxationTime: 1 },
        temperature: 2,
        equilibrationTime: 5,
        cooling: SHORT.cooling,
        steps: 1000 + 600 + 190,
        checkpointInterval: 400,
        meanSquareDisplacement: outcome.trace?.displacements.at(-1),
      },
      quench: { evaluations: result.evaluations, newtonSteps: result.newtonSteps },
    });
    expect(preparation?.dynamics?.coolingTime).toBeCloseTo(3.95, 12);
    expect(preparation?.dynamics?.rebuilds).toBeGreaterThan(10);
    expect(preparation?.dynamics?.pushOffEvaluations).toBeGreaterThan(3);
    expect(reportSchema.parse(JSON.parse(JSON.stringify(outcome.report)))).toEqual(outcome.report);
  });

  it('has a checkpoint after every run of the plan', () => {
    expect(checkpoints.map(({ step }) => step)).toEqual([400, 800, 1000, 1400, 1600, 1790]);
    for (const { rejected, positions, velocities } of checkpoints) {
      expect(rejected).toEqual([]);
      expect([positions.length, velocities.length]).toEqual([256, 256]);
    }
  });

  it('has traces that agree with its states', () => {
    const rows = outcome.trace?.rows ?? new Float64Array(0);
    // Every 100 steps and at the end of each run: 4 + 4 + 2 + 4 + 2 + 2 (the last run has 190 steps).
    const steps = Array.from({ length: rows.length / WIDTH }, (_, row) => rows[WIDTH * row]);
    expect(steps).toEqual([...Array.from({ length: 17 }, (_, k) => 100 * (k + 1)), 1790]);
    const { model, box } = simulationOf(settings());
    for (const { step, positions, velocities } of checkpoints) {
      const row = rows.subarray(WIDTH * steps.indexOf(step));
      const { species } = outcome.configuration;
      const sample = new (addon().Sample)(sampleSpec({ species, positions, box }, model));
      const { energy, stress } = sample.energetics();
      const kinetic = velocities.reduce((sum, v) => sum + (v * v) / 2, 0);
      expect(row[2]).toBeCloseTo(energy / 128, 10);
      expect(row[3]).toBeCloseTo(kinetic / 128, 10);
      // Momentum is conserved: 2N − 2 degrees of freedom.
      expect(row[1]).toBeCloseTo((2 * kinetic) / 254, 10);
      expect(row[4]).toBeCloseTo((128 * row[1]) / (box.lx * box.ly) - (stress[0] + stress[2]) / 2, 9);
    }
  });

  it('has displacements from the beginning of the equilibration, drift taken out', () => {
    const { displacements } = outcome.trace ?? { displacements: new Float64Array(0) };
    expect([...displacements].filter((_, at) => at % 2 === 0)).toEqual([400, 800, 1000]);
    const { start, positions } = checkpoints[2];
    const moved = positions.map((x, at) => x - start[at]);
    const mean = [0, 1].map((axis) => moved.reduce((sum, x, at) => (at % 2 === axis ? sum + x / 128 : sum), 0));
    const expected = moved.reduce((sum, x, at) => sum + (x - mean[at % 2]) ** 2 / 128, 0);
    expect(displacements[5]).toBeCloseTo(expected, 10);
    expect(displacements[5]).toBeGreaterThan(displacements[1]);
  });

  it('follows the bath down', () => {
    const tight = made({ protocol: { ...SHORT, thermostat: { kind: 'rescaling', relaxationTime: 0.05 } } });
    const final = tight.report.provenance.preparation?.dynamics?.finalTemperature ?? Number.NaN;
    // The bath ends at 0.025. Kinetic energy relaxes within 0.05 and draws as much again from the potential energy: a
    // lag of 0.5 · 2 · 0.05; 254 degrees of freedom fluctuate by 9 %, of which this is five times.
    expect(Math.abs(final - 0.075)).toBeLessThan(0.035);
  });
});

describe('going on from a checkpoint', () => {
  const same = (resumed: SimulateOutcome, whole: SimulateOutcome): void => {
    expect(resumed.configuration).toEqual(whole.configuration);
    expect(resumed.fields).toEqual(whole.fields);
    expect(resumed.trace).toEqual(whole.trace);
    const { wallSeconds, ...preparation } = resumed.report.provenance.preparation ?? { wallSeconds: null };
    expect(wallSeconds).not.toBeNull();
    expect(whole.report.provenance.preparation).toMatchObject(preparation);
  };

  it('gives the bits of the run without a stop, from every checkpoint', () => {
    const { outcome, checkpoints } = GLASS;
    for (const from of checkpoints) same(simulate(settings(), 0, undefined, { from }), outcome);
  });

  it('does so through a copy of the bytes, under Langevin too', () => {
    const langevin = { protocol: { ...SHORT, thermostat: { kind: 'langevin', friction: 0.7 } } };
    const { outcome, checkpoints } = checkpointsOf(langevin);
    const from = structuredClone(checkpoints[1]);
    same(simulate(settings(langevin), 0, undefined, { from }), outcome);
    expect(outcome.configuration.positions).not.toEqual(GLASS.outcome.configuration.positions);
  });

  it('refuses a checkpoint of another configuration', () => {
    const [first] = GLASS.checkpoints;
    const from = (given: object, checkpoint: Checkpoint) => () =>
      simulate(settings(given), 0, undefined, { from: checkpoint });
    expect(from({ particles: 100 }, first)).toThrow('checkpoint: 256 numbers in positions, expected 200');
    expect(from({ protocol: { ...SHORT, checkpointInterval: 300 } }, first)).toThrow(
      'checkpoint: after step 400 this protocol has no checkpoint',
    );
    expect(from({}, { ...first, trace: { ...first.trace, rows: new Float64Array(7) } })).toThrow(
      'checkpoint: its traces hold no whole rows',
    );
  });

  it('differs by the checkpoint interval, which is a part of what the sample is', () => {
    const other = made({ protocol: { ...SHORT, checkpointInterval: 500 } });
    expect(other.configuration.positions).not.toEqual(GLASS.outcome.configuration.positions);
  });
});

describe('the end before the end', () => {
  it('a time step that blows up is told with a shorter one', () => {
    const outcome = interruption(() => simulate(settings({ protocol: { ...SHORT, timeStep: 0.2 } }), 3));
    expect(outcome).toMatchObject({ status: 'not-converged', stage: 'equilibration' });
    expect(outcome.detail).toMatch(
      /^sample 3, seed [0-9a-f]{16}: the dynamics blew up: at step \d+ with time step 0\.2 .*; try a time step of 0\.005 \(protocol\.timeStep\)$/,
    );
  });

  it('a stop is answered between two looks of the kernel', () => {
    const control = new Int32Array(new SharedArrayBuffer(4 * SAMPLE_CONTROL_WORDS));
    const steps: number[] = [];
    const onCheckpoint = ({ step }: Checkpoint): void => {
      steps.push(step);
      if (step === 1000) control[0] = 1;
    };
    const outcome = interruption(() => simulate(settings(), 0, control, { onCheckpoint }));
    expect(outcome).toMatchObject({ status: 'cancelled', stage: 'cooling' });
    expect(steps).toEqual([400, 800, 1000]);
  });

  it('the share of the sample that is done grows from 0 towards 1', () => {
    const control = new Int32Array(new SharedArrayBuffer(4 * SAMPLE_CONTROL_WORDS));
    const shares = [sampleShare(control)];
    const watch = { onCheckpoint: () => shares.push(sampleShare(control)) };
    simulate(settings(), 0, control, watch);
    shares.push(sampleShare(control));
    // 1,790 steps of 31,790 that quench and analysis count for.
    const expected = [0, ...[400, 800, 1000, 1400, 1600, 1790].map((step) => step / 31_790)];
    expected.forEach((share, at) => expect(shares[at]).toBeCloseTo(share, 5));
    expect(shares.at(-1)).toBeGreaterThan(0.15);
    expect(sampleShare(new Int32Array(4))).toBeNull();
  });
});

describe('a slow crystal', () => {
  it('is made from the liquid in the lattice’s rectangle, its order recorded', () => {
    const { report, configuration } = made({
      model: 'crystal',
      particles: undefined,
      crystal: { route: 'slow-cooling', columns: 10, rows: 12, vacancies: 1 },
    });
    expect(configuration.ids).toHaveLength(119);
    const { preparation } = report.provenance;
    expect(preparation).toMatchObject({
      kind: 'cooling',
      crystal: { columns: 10, rows: 12, vacancies: 1, subSeed: null, tries: 1, rejected: [], anisotropy: null },
    });
    const { coordination, psi6 } = preparation?.crystal ?? { coordination: {}, psi6: -1 };
    expect(Object.values(coordination).reduce((sum, count) => sum + count, 0)).toBe(119);
    expect(psi6).toBeGreaterThanOrEqual(0);
    expect(psi6).toBeLessThanOrEqual(1);
    expect(modelById('crystal').species).toHaveLength(1);
  });
});

import { modelIds } from '../../native-workers/models/registry.ts';
import { Piscina } from 'piscina';
import { afterAll, describe, expect, it } from 'vitest';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { reportSchema } from '../../native-workers/analysis/report/report.ts';
import { simulate } from '../../native-workers/analysis/preparation/simulate.ts';
import {
  simulationSettingsSchema,
  type SimulationSettings,
} from '../../native-workers/analysis/preparation/simulation-settings.ts';
import {
  analyseTask,
  type AnalyseTaskInput,
  type AnalyseTaskOutput,
} from '../../native-workers/tasks/analyse.contract.ts';
import { taskFailure } from '../../native-workers/tasks/failure.ts';
import { simulateTask, type SimulateTaskOutput } from '../../native-workers/tasks/simulate.contract.ts';
import { buffersOf, type TaskRequest, type TaskResult } from '../../native-workers/tasks/task.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { interruption } from './interruption.ts';
import { referenceSamples } from './reference-samples.ts';

const GLASS = referenceSamples().filter((sample) => sample.name === '2dipl-100')[0];

function job(given: object = {}): SimulationSettings {
  return parseSettings(simulationSettingsSchema, { model: '2dipl', particles: 100, analysis: { modes: 3 }, ...given });
}

function analyseInput(given: Partial<AnalyseTaskInput> = {}): AnalyseTaskInput {
  return {
    configuration: GLASS.configuration,
    model: '2dipl',
    settings: analysisSettingsSchema.parse({ modes: 3 }),
    source: 'test',
    seed: null,
    control: null,
    ...given,
  };
}

describe('simulate', () => {
  const outcome = simulate(job({ seed: 'abc' }), 4);

  it('quenches a random start to a stable minimum and analyses it', () => {
    expect(outcome.report.sample).toMatchObject({
      n: 100,
      model: '2dipl',
      zeroModes: 2,
      negativeModes: 0,
      moved: null,
      liquid: false,
    });
    expect(outcome.report.sample.maxForce).toBeLessThanOrEqual(1e-11);
    // An instantaneous quench of 100 particles: around 4.6 per particle, far below the random start.
    expect(outcome.report.sample.energyPerParticle).toBeGreaterThan(4.45);
    expect(outcome.report.sample.energyPerParticle).toBeLessThan(4.9);
    expect(outcome.report.modes).toHaveLength(3);
    expect(outcome.report.provenance).toMatchObject({
      seed: outcome.seed,
      source: 'simulation: 2dipl, N = 100, preset instantaneous, seed abc, sample 4',
    });
    expect(outcome.report.provenance.preparation?.quench.evaluations).toBeGreaterThan(10);
    expect(reportSchema.parse(JSON.parse(JSON.stringify(outcome.report)))).toEqual(outcome.report);
  });

  it('gives the same bits for the same seed and index, another sample for another', () => {
    const again = simulate(job({ seed: 'abc' }), 4);
    expect(again.configuration).toEqual(outcome.configuration);
    expect(again.fields).toEqual(outcome.fields);
    const other = simulate(job({ seed: 'abc' }), 5);
    expect(other.seed).not.toBe(outcome.seed);
    expect(other.report.sample.energyPerParticle).not.toBe(outcome.report.sample.energyPerParticle);
  });

  it.each(['2dka', 'crystal'])('makes a sample of %s', (model) => {
    const made = simulate(job({ model, particles: 120 }), 0);
    expect(made.report.sample.n).toBe(120);
  });

  it('says when the quench does not arrive', () => {
    expect(interruption(() => simulate(job({ analysis: { maxEvaluations: 5 } }), 0))).toEqual({
      status: 'not-converged',
      stage: 'quench',
      detail: expect.stringMatching(
        /^sample 0, seed [0-9a-f]{16}: max\|F\| is [\d.e+-]+ after \d+ force evaluations and \d+ Newton steps; wanted 1e-11$/,
      ),
    });
  });

  it('refuses a box under twice the cutoff', () => {
    expect(() => simulate(job({ particles: 16, density: 1.2 }), 0)).toThrow(
      /^box: the box is 3\.65148 wide at its narrowest, under twice the cutoff/,
    );
  });

  it('refuses settings by name, unknown ones too', () => {
    expect(() => job({ model: 'glass' })).toThrow('settings: model: unknown model; known models: 2dipl, 2dka, crystal');
    expect(() => job({ particles: 2 })).toThrow(/settings: particles: /);
    expect(() => job({ preset: 'slow' })).toThrow(/settings: preset: /);
    expect(() => job({ analysis: { modes: 0 } })).toThrow(/settings: analysis\.modes: /);
    expect(() => job({ temperature: 2 })).toThrow(/temperature/);
    expect(job({ seed: 17 }).seed).toBe('17');
  });
});

describe('in worker threads', () => {
  const pool = new Piscina<TaskRequest, TaskResult<unknown>>({
    filename: new URL('../../native-workers/tasks/task-runner.ts', import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
  });
  afterAll(() => pool.destroy());

  it('analyses and hands the arrays back', async () => {
    const result = (await pool.run(analyseTask.request(analyseInput()))) as TaskResult<AnalyseTaskOutput>;
    if (!result.ok) throw new Error(result.message);
    expect(result.value.report.modes[0].omega).toBeCloseTo(GLASS.modes[0].omega, 9);
    expect(result.value.fields.displacements).toHaveLength(600);
    expect(result.value.fields.positions).toHaveLength(200);
    expect(result.value.fields.vibrability?.[7]).toBeCloseTo(GLASS.vibrability[7], 9);
  });

  it('simulates the same bits as in process', async () => {
    const result = (await pool.run(
      simulateTask.request({ settings: job({ seed: 'abc' }), index: 4, control: null }),
    )) as TaskResult<SimulateTaskOutput>;
    if (!result.ok) throw new Error(result.message);
    const here = simulate(job({ seed: 'abc' }), 4);
    expect(result.value.configuration).toEqual(here.configuration);
    expect(result.value.fields).toEqual(here.fields);
  });

  it('answers bad input with kind, message and place', async () => {
    const configuration = { ...GLASS.configuration, box: { lx: 3, ly: 3, xy: 0 } };
    expect(await pool.run(analyseTask.request(analyseInput({ configuration })))).toEqual({
      ok: false,
      kind: 'bad-input',
      message: expect.stringMatching(/^box: the box is 3\.00000 wide/),
      place: { field: 'box' },
    });
    expect(await pool.run(analyseTask.request(analyseInput({ model: 'wood' })))).toEqual({
      ok: false,
      kind: 'bad-input',
      message: `unknown model 'wood'; known models: ${modelIds().join(', ')}`,
      place: {},
    });
  });

  it('answers non-convergence and cancellation', async () => {
    const settings = job({ analysis: { maxEvaluations: 5 } });
    expect(await pool.run(simulateTask.request({ settings, index: 0, control: null }))).toEqual({
      ok: false,
      kind: 'not-converged',
      message: expect.stringMatching(/^quench: sample 0, seed/),
      place: {},
    });
    const control = new SharedArrayBuffer(16);
    new Int32Array(control)[0] = 1;
    expect(await pool.run(analyseTask.request(analyseInput({ control })))).toEqual({
      ok: false,
      kind: 'cancelled',
      message: "check: cancelled during 'check'",
      place: {},
    });
  });

  it('stops a running task through the shared flag', async () => {
    const control = new SharedArrayBuffer(16);
    const running = pool.run(simulateTask.request({ settings: job({ particles: 20_000 }), index: 0, control }));
    setTimeout(() => Atomics.store(new Int32Array(control), 0, 1), 150);
    expect(await running).toMatchObject({ ok: false, kind: 'cancelled' });
  });

  it('answers an unknown task and a malformed input as faults of ours, and lives on', async () => {
    expect(await pool.run({ task: 'melt', input: null })).toMatchObject({
      ok: false,
      kind: 'internal',
      message: expect.stringMatching(/^unknown task 'melt'; known tasks: analyse, simulate, analysis, strain-path$/),
    });
    expect(await pool.run({ task: 'analyse', input: { model: '2dipl', control: null } })).toMatchObject({
      ok: false,
      kind: 'internal',
      stack: expect.any(String),
    });
    expect(await pool.run(analyseTask.request(analyseInput()))).toMatchObject({ ok: true });
  });
});

describe('contracts', () => {
  it('lists each buffer once, and no null', () => {
    const positions = new Float64Array(4);
    const displacements = new Float64Array(positions.buffer, 0, 2);
    const output = { report: { modes: [1, null, 2] }, fields: { positions, vibrability: null, displacements } };
    expect([...buffersOf(output)]).toEqual([positions.buffer]);
  });

  it('keeps the place of bad input, and tells other errors apart', () => {
    expect(taskFailure(new BadInput('no such column', { file: 'a.dump', line: 9, field: 'xs' }))).toEqual({
      ok: false,
      kind: 'bad-input',
      message: 'a.dump, line 9, xs: no such column',
      place: { file: 'a.dump', line: 9, field: 'xs' },
    });
    expect(taskFailure('words')).toEqual({ ok: false, kind: 'internal', message: 'words', place: {} });
  });
});

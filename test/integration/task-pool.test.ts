import { afterEach, expect, test } from 'vitest';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { analyseTask } from '../../native-workers/tasks/analyse.contract.ts';
import { taskContract } from '../../native-workers/tasks/task.ts';
import { TaskPool } from '../../src-main/jobs/task-pool.ts';
import type { TaskProgress } from '../../src-main/jobs/progress-and-cancel.ts';

const MODEL = modelById('2dipl');

function input(particles: number, settings: Record<string, unknown> = {}) {
  return {
    configuration: randomStart(MODEL, particles, MODEL.density, sampleSeed('task pool', 0)),
    model: MODEL.id,
    settings: analysisSettingsSchema.parse({ modes: 3, ...settings }),
    source: 'test',
    seed: null,
  };
}

const pools: TaskPool[] = [];

function pool(...args: ConstructorParameters<typeof TaskPool>): TaskPool {
  const made = new TaskPool(...args);
  pools.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map(async (each) => each.close()));
});

test('a task comes back with its report and its arrays', async () => {
  const outcome = await pool(1).run(analyseTask, input(64));
  if (outcome.status !== 'converged') throw new Error(outcome.message);
  expect(outcome.value.report.modes).toHaveLength(3);
  expect(outcome.value.fields.displacements).toHaveLength(3 * 2 * 64);
});

test('non-convergence is an outcome that says where it stopped', async () => {
  const outcome = await pool(1).run(analyseTask, input(64, { maxEvaluations: 3 }));
  expect(outcome.status).toBe('not-converged');
  expect(outcome).toHaveProperty('message', expect.stringMatching(/^minimise: max\|F\| is .* wanted 1e-11$/));
});

test('bad input is thrown as such, once', async () => {
  const wrong = input(64);
  wrong.configuration.positions[5] = Number.NaN;
  const failure = pool(1).run(analyseTask, wrong);
  await expect(failure).rejects.toThrow(BadInput);
  await expect(failure).rejects.toThrow(/^y: y of particle 3 is NaN, expected a finite number$/);
});

test('a fault of ours carries the stack of the worker', async () => {
  const unknown = taskContract<{ control: SharedArrayBuffer | null }, never>('nonsense');
  const failure = await pool(1)
    .run(unknown, {})
    .catch((error: unknown) => error);
  expect(failure).not.toBeInstanceOf(BadInput);
  expect(failure).toHaveProperty(
    'message',
    expect.stringMatching(/^task 'nonsense' failed: unknown task 'nonsense'; known tasks: (\w|-|, )*\bsimulate\b/),
  );
  expect(failure).toHaveProperty('stack', expect.stringContaining('task-runner.ts'));
});

test('an abort stops the kernels, and the pool goes on working', async () => {
  const workers = pool(1);
  const controller = new AbortController();
  const stages: TaskProgress[] = [];
  // Some 20 s of work on one core; the abort comes with the first progress.
  const outcome = await workers.run(analyseTask, input(40_000), {
    signal: controller.signal,
    onProgress: (progress) => {
      stages.push(progress);
      if (progress.stage !== '') controller.abort();
    },
  });
  expect(outcome.status).toBe('cancelled');
  expect(stages.at(-1)?.stage).toBe('minimise');
  expect((await workers.run(analyseTask, input(64))).status).toBe('converged');
});

test('a signal that is aborted already starts nothing', async () => {
  const outcome = await pool(1).run(analyseTask, input(64), { signal: AbortSignal.abort() });
  expect(outcome).toStrictEqual({ status: 'cancelled', message: 'cancelled before it began' });
});

test('a worker that dies rejects its task and says so', async () => {
  const dying = pool(1, { entry: new URL('../fixtures/tasks/dying-worker.ts', import.meta.url) });
  await expect(dying.run(analyseTask, input(64))).rejects.toThrow(/^the worker that ran task 'analyse' died: .*7/);
});

test('a worker that does not stop when asked is ended', async () => {
  const deaf = pool(1, { entry: new URL('../fixtures/tasks/deaf-worker.ts', import.meta.url), patience: 300 });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 200);
  const outcome = await deaf.run(analyseTask, input(64), { signal: controller.signal });
  expect(outcome).toStrictEqual({ status: 'cancelled', message: 'the worker was ended because it did not stop' });
});

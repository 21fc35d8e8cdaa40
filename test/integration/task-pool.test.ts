import { afterEach, describe, expect, test, vi } from 'vitest';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { analyseTask } from '../../native-workers/tasks/analyse.contract.ts';
import { taskContract } from '../../native-workers/tasks/task.ts';
import { TaskPool } from '../../src-main/jobs/task-pool.ts';
import type { TaskProgress } from '../../src-main/jobs/progress-and-cancel.ts';
import { WorkerDeath } from '../../src-main/jobs/task-result.ts';
import type { HeldInput } from '../fixtures/tasks/held-worker.ts';

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

const holdTask = taskContract<HeldInput, number>('hold');

/** Tasks that last until they are let go, and when they began. */
class Holds {
  readonly #pool: TaskPool;
  readonly #gate = new Int32Array(new SharedArrayBuffer(4 * 16));
  readonly #begun = new Int32Array(new SharedArrayBuffer(4 * 17));
  #asked = 0;

  constructor(threads: number, patience = 5000) {
    this.#pool = pool(threads, { entry: new URL('../fixtures/tasks/held-worker.ts', import.meta.url), patience });
  }

  /** Asks for one more. */
  ask({ fault, signal }: { fault?: HeldInput['fault']; signal?: AbortSignal } = {}) {
    const at = this.#asked;
    this.#asked += 1;
    const input = { gate: this.#gate, begun: this.#begun, at, ...(fault === undefined ? {} : { fault }) };
    return this.#pool.run(holdTask, input, signal === undefined ? {} : { signal });
  }

  letGo(at: number) {
    Atomics.store(this.#gate, at, 1);
    Atomics.notify(this.#gate, at);
  }

  /** Resolves once so many have begun. */
  begun(count: number) {
    return vi.waitFor(() => expect(this.#begun[0]).toBe(count), { timeout: 10_000, interval: 5 });
  }

  /** Which of all each was to begin, from 1; 0 for one that has not begun. */
  get order() {
    return [...this.#begun.subarray(1, 1 + this.#asked)];
  }
}

const isDone = (value: number) => ({ status: 'converged', value });
const NOT_BEGUN = { status: 'cancelled', message: 'cancelled before it began' };

describe('tasks that wait', () => {
  test('begin in the order in which they were asked for, each as soon as a thread is free', async () => {
    const holds = new Holds(2);
    const tasks = [0, 1, 2, 3, 4].map(() => holds.ask());
    await holds.begun(2);
    expect(holds.order.slice(2)).toEqual([0, 0, 0]);
    // The first goes on while others come and go.
    for (const at of [1, 2, 3]) {
      holds.letGo(at);
      expect(await tasks[at]).toEqual(isDone(at));
      await holds.begun(at + 2);
    }
    expect(holds.order.slice(2)).toEqual([3, 4, 5]);
    holds.letGo(4);
    holds.letGo(0);
    expect(await Promise.all(tasks)).toEqual([0, 1, 2, 3, 4].map(isDone));
  });

  test('are given to their thread in the moment in which it is free, with nobody waiting for a turn of the loop', async () => {
    const holds = new Holds(1);
    const controller = new AbortController();
    const [first, second] = [holds.ask(), holds.ask({ signal: controller.signal })];
    await holds.begun(1);
    holds.letGo(0);
    await first;
    // Had it not been given away by now, it would never begin.
    controller.abort();
    expect(await second).toEqual({ status: 'cancelled', message: 'it was asked to stop' });
    expect(holds.order).toEqual([1, 2]);
  });

  test('may be given up: at once, without a thread, and without harm to those before and behind', async () => {
    const holds = new Holds(1);
    const controller = new AbortController();
    const first = holds.ask();
    const second = holds.ask({ signal: controller.signal });
    const third = holds.ask();
    await holds.begun(1);
    controller.abort();
    expect(await second).toEqual(NOT_BEGUN);
    expect(holds.order).toEqual([1, 0, 0]);
    holds.letGo(0);
    holds.letGo(2);
    expect(await Promise.all([first, third])).toEqual([isDone(0), isDone(2)]);
    expect(holds.order).toEqual([1, 0, 2]);
  });

  test('are given up where the pool is closed, which works again when it is used again', async () => {
    const holds = new Holds(1);
    const first = holds.ask();
    const second = holds.ask();
    await holds.begun(1);
    await Promise.all(pools.map(async (each) => each.close()));
    expect(await first).toEqual({ status: 'cancelled', message: 'the pool was closed' });
    expect(await second).toEqual(NOT_BEGUN);
    const third = holds.ask();
    holds.letGo(2);
    expect(await third).toEqual(isDone(2));
  });
});

/** What waits for the ended thread is done on another; what runs beside it runs on. */
async function othersGoOn(
  holds: Holds,
  threads: number,
  { beside, waiting }: { beside: ReturnType<Holds['ask']> | null; waiting: ReturnType<Holds['ask']> },
) {
  holds.letGo(threads);
  expect(await waiting).toEqual(isDone(threads));
  if (beside === null) return;
  holds.letGo(1);
  expect(await beside).toEqual(isDone(1));
}

describe('a thread that ends takes no other task along', () => {
  test.each([1, 2])('where its task crashes: %i threads', async (threads) => {
    const holds = new Holds(threads);
    const crashing = holds.ask({ fault: 'dies' }).catch((error: unknown) => error);
    const beside = threads === 1 ? null : holds.ask();
    const waiting = holds.ask();
    await holds.begun(threads);
    holds.letGo(0);
    expect(await crashing).toBeInstanceOf(WorkerDeath);
    // What has waited begins on another thread; what was running runs on.
    await holds.begun(threads + 1);
    await othersGoOn(holds, threads, { beside, waiting });
  });

  test.each([1, 2])('where its task does not stop when asked: %i threads', async (threads) => {
    const holds = new Holds(threads, 200);
    const controller = new AbortController();
    const deaf = holds.ask({ fault: 'is deaf', signal: controller.signal });
    const beside = threads === 1 ? null : holds.ask();
    const waiting = holds.ask();
    await holds.begun(threads);
    controller.abort();
    expect(await deaf).toEqual({ status: 'cancelled', message: 'the worker was ended because it did not stop' });
    await holds.begun(threads + 1);
    await othersGoOn(holds, threads, { beside, waiting });
  });
});

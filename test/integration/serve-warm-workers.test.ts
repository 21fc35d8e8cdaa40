import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { analysisTask } from '../../native-workers/tasks/analysis.contract.ts';
import { taskContract } from '../../native-workers/tasks/task.ts';
import { fieldsTask, tessellationTask } from '../../native-workers/tasks/warm-task.ts';
import type { WarmSampleArrays } from '../../native-workers/analysis/warm/warm-sample.ts';
import { WorkerDeath } from '../../src-main/jobs/task-result.ts';
import { TaskPool } from '../../src-main/jobs/task-pool.ts';
import { WarmWorkers } from '../../src-main/jobs/warm-worker.ts';
import type { Hold } from '../fixtures/tasks/held-warm-worker.ts';

const MODEL = modelById('2dipl');
const MORTAL = new URL('../fixtures/tasks/mortal-warm-worker.ts', import.meta.url);

/** Threads start within this, however busy the machine. */
const PATIENCE = 30_000;

let deaths: string;
const open: WarmWorkers[] = [];

beforeAll(() => {
  deaths = mkdtempSync(join(tmpdir(), 'keycore-deaths-'));
  // Worker threads copy the environment when they start.
  process.env['KEYCORE_TEST_DEATHS'] = deaths;
});

afterEach(async () => {
  await Promise.all(open.splice(0).map(async (each) => each.close()));
  for (const name of ['task', 'always']) rmSync(join(deaths, name), { force: true });
});

afterAll(() => {
  delete process.env['KEYCORE_TEST_DEATHS'];
  rmSync(deaths, { recursive: true });
});

function workers(...args: ConstructorParameters<typeof WarmWorkers>): WarmWorkers {
  const made = new WarmWorkers(...args);
  open.push(made);
  return made;
}

/** A sample under a name of its own; `arrays` counts how often they were sent. */
function sample(seed: string, particles = 64) {
  const { positions, species, box } = randomStart(MODEL, particles, MODEL.density, sampleSeed(seed, 0));
  const arrays = vi.fn((): WarmSampleArrays => ({ positions, species, box, model: MODEL.id }));
  const displacement = positions.map((value) => Math.sin(12.9898 * value));
  return { hash: seed, arrays, displacement, neighbours: periodicVoronoi(box, positions).neighbours };
}

test('the arrays of a sample are sent once, when the worker asks for them', async () => {
  const warm = workers();
  const one = sample('one');
  for (let round = 0; round < 3; round++) {
    const { start, index } = await warm.run(one, tessellationTask, null);
    expect(start).toStrictEqual(one.neighbours.start);
    expect(index).toStrictEqual(one.neighbours.index);
  }
  await warm.run(one, fieldsTask, { displacement: one.displacement });
  expect(one.arrays).toHaveBeenCalledTimes(1);
});

test('samples that come at the same time have a thread each, and answers do not mix', async () => {
  const warm = workers();
  const samples = [sample('one'), sample('two', 81), sample('three', 100)];
  const answers = await Promise.all(samples.map(async (each) => warm.run(each, tessellationTask, null)));
  answers.forEach(({ index }, at) => expect(index).toStrictEqual(samples[at].neighbours.index));
  expect(warm.warm).toHaveLength(3);
  expect(warm.started).toBe(3);
  for (const each of samples) expect(each.arrays).toHaveBeenCalledTimes(1);
});

test('a thread serves several samples, one after another, and keeps them all', async () => {
  const warm = workers({ threads: 1 });
  const samples = Array.from({ length: 6 }, (_, at) => sample(`sample ${at}`, 64 + at));
  for (const round of [1, 2])
    for (const each of samples) {
      const { index } = await warm.run(each, tessellationTask, null);
      expect(index, `round ${round}`).toStrictEqual(each.neighbours.index);
    }
  const together = await Promise.all(
    samples.map(async (each) => warm.run(each, fieldsTask, { displacement: each.displacement })),
  );
  together.forEach(({ absU }, at) => expect(absU).toHaveLength(64 + at));
  expect(warm.started).toBe(1);
  for (const each of samples) expect(each.arrays).toHaveBeenCalledTimes(1);
});

test('the sample used longest ago makes room, and comes back unnoticed', async () => {
  const warm = workers({ samples: 2 });
  const [one, two, three] = [sample('one'), sample('two'), sample('three')];
  await warm.run(one, tessellationTask, null);
  await warm.run(two, tessellationTask, null);
  await warm.run(one, tessellationTask, null);
  await warm.run(three, tessellationTask, null);
  expect(warm.warm).toStrictEqual(['three', 'one']);
  expect((await warm.run(two, tessellationTask, null)).index).toStrictEqual(two.neighbours.index);
  expect(two.arrays).toHaveBeenCalledTimes(2);
  expect(warm.warm).toStrictEqual(['two', 'three']);
});

test('samples that together hold too many bytes are released, but never the one in use', async () => {
  const displacementOf = ({ displacement }: { displacement: Float64Array }) => ({ displacement });
  const [one, two] = [sample('one', 400), sample('two', 400)];
  // A sample of 400 particles with its tessellation and factor counts 1.2 MB, so two are too many.
  const warm = workers({ bytes: 2e6, threads: 1 });
  await warm.run(one, fieldsTask, displacementOf(one));
  await warm.run(two, fieldsTask, displacementOf(two));
  expect(warm.warm).toStrictEqual(['two']);
  // The thread has released it: what it no longer holds it asks for.
  await warm.run(one, fieldsTask, displacementOf(one));
  expect(one.arrays).toHaveBeenCalledTimes(2);
  // More than all the room, for one sample: it is kept all the same.
  const tight = workers({ bytes: 1000 });
  for (let round = 0; round < 3; round++) await tight.run(two, tessellationTask, null);
  expect(tight.warm).toStrictEqual(['two']);
  expect(two.arrays).toHaveBeenCalledTimes(2);
});

test('what an evicted sample has in work is finished', async () => {
  const warm = workers({ samples: 1 });
  const samples = Array.from({ length: 6 }, (_, at) => sample(`sample ${at}`, 400));
  const answers = await Promise.all(samples.map(async (each) => warm.run(each, tessellationTask, null)));
  answers.forEach(({ index }, at) => expect(index).toStrictEqual(samples[at].neighbours.index));
});

test('threads that were started ahead take every new sample, and none is started for it', async () => {
  const warm = workers();
  expect(warm.ready).toBe(0);
  warm.startAhead();
  await vi.waitFor(() => expect(warm.ready).toBe(2), PATIENCE);
  for (let at = 0; at < 5; at++) {
    const each = sample(`sample ${at}`, 64 + at);
    expect((await warm.run(each, tessellationTask, null)).index).toStrictEqual(each.neighbours.index);
    expect(warm.ready).toBe(2);
  }
  expect(warm.started).toBe(2);
  await warm.close();
  expect(warm.ready).toBe(0);
});

test('a worker that dies over a request is replaced, and the request answered', async () => {
  const warm = workers({}, MORTAL);
  const one = sample('one');
  writeFileSync(join(deaths, 'task'), '');
  const { index } = await warm.run(one, tessellationTask, null);
  expect(index).toStrictEqual(one.neighbours.index);
  // Sent to the one that died and to the one that answered.
  expect(one.arrays).toHaveBeenCalledTimes(2);
});

test('a worker that dies between two requests is replaced', async () => {
  const warm = workers();
  const one = sample('one');
  const run = vi.spyOn(Piscina.prototype, 'run');
  await warm.run(one, tessellationTask, null);
  const pool = run.mock.contexts[0] as Piscina;
  run.mockRestore();
  expect(pool.threads).toHaveLength(1);
  await pool.threads[0].terminate();
  expect((await warm.run(one, tessellationTask, null)).index).toStrictEqual(one.neighbours.index);
  expect(one.arrays).toHaveBeenCalledTimes(2);
});

test('what a thread still says when it has been ended, and the death of an idle one, do not end the process', async () => {
  const run = vi.spyOn(Piscina.prototype, 'run');
  const warm = workers();
  const pool = new TaskPool(1);
  await warm.run(sample('one'), tessellationTask, null);
  const { box, positions, species } = randomStart(MODEL, 64, MODEL.density, sampleSeed('one', 0));
  const input = { box, positions, species, model: MODEL.id, source: '' };
  await pool.run(analysisTask, { analysis: 'structure', input });
  const pools = run.mock.contexts as Piscina[];
  run.mockRestore();
  await pool.close();
  expect(pools.length).toBeGreaterThanOrEqual(2);
  // Without a listener this throws, from wherever the message came in.
  for (const each of pools) each.emit('error', new Error('Unexpected message from Worker'));
});

test('requests that were waiting for a worker that died are answered by the next', async () => {
  const warm = workers({}, MORTAL);
  const one = sample('one');
  writeFileSync(join(deaths, 'task'), '');
  const answers = await Promise.all(Array.from({ length: 5 }, async () => warm.run(one, tessellationTask, null)));
  for (const { index } of answers) expect(index).toStrictEqual(one.neighbours.index);
});

test('a worker that dies twice over a request is a clear error, and the next request goes on', async () => {
  const warm = workers({}, MORTAL);
  const one = sample('one');
  writeFileSync(join(deaths, 'always'), '');
  await expect(warm.run(one, tessellationTask, null)).rejects.toThrow(
    /^the worker died twice over task 'tessellation': .*7/,
  );
  rmSync(join(deaths, 'always'));
  expect((await warm.run(one, tessellationTask, null)).index).toStrictEqual(one.neighbours.index);
});

test('bad input is thrown as such, a fault of ours with the stack of the worker, and the worker lives on', async () => {
  const warm = workers();
  const one = sample('one');
  const short = warm.run(one, fieldsTask, { displacement: new Float64Array(10) });
  await expect(short).rejects.toThrow(BadInput);
  await expect(short).rejects.toThrow('a displacement of 64 particles, got 10 numbers');
  const failure = await warm.run(one, taskContract<null, never>('nonsense'), null).catch((error: unknown) => error);
  expect(failure).not.toBeInstanceOf(BadInput);
  expect(failure).toHaveProperty(
    'message',
    expect.stringMatching(/^task 'nonsense' failed: unknown task 'nonsense'; known tasks: fields, tessellation, /),
  );
  expect(failure).toHaveProperty('stack', expect.stringContaining('warm-runner.ts'));
  await warm.run(one, tessellationTask, null);
  expect(one.arrays).toHaveBeenCalledTimes(1);
});

test('arrays that cannot be read are the caller’s error, not the worker’s death', async () => {
  const warm = workers();
  const broken = {
    hash: 'broken',
    arrays: (): WarmSampleArrays => {
      throw new BadInput('sample 3, field positions: its checksum does not match');
    },
  };
  await expect(warm.run(broken, tessellationTask, null)).rejects.toThrow(BadInput);
});

describe('the order of requests', () => {
  const HELD = new URL('../fixtures/tasks/held-warm-worker.ts', import.meta.url);
  const holdTask = taskContract<Hold, number>('hold');

  /** Requests that last until they are let go; `begun` tells in which order they were begun, from 1. */
  function holds(warm: WarmWorkers) {
    const [gate, begun] = [0, 1].map(() => new Int32Array(new SharedArrayBuffer(4 * 32)));
    let count = 0;
    const go = (at: number): void => {
      Atomics.store(gate, at, 1);
      Atomics.notify(gate, at);
    };
    return {
      ask: (hash: string, options: { ahead?: boolean } = {}) => {
        const at = count++;
        const source = { hash, arrays: (): WarmSampleArrays => sample(hash).arrays() };
        const answer = warm.run(source, holdTask, { gate, begun, at, bytes: 1000 }, options);
        return {
          answer,
          order: () => Atomics.load(begun, at + 1),
          begins: async () => vi.waitFor(() => expect(Atomics.load(begun, at + 1)).toBeGreaterThan(0), PATIENCE),
          end: async () => {
            go(at);
            return answer;
          },
        };
      },
      endAll: () => Array.from({ length: count }, (_, at) => at).forEach(go),
    };
  }

  test('what is waited for goes before what was asked ahead, each in its own order', async () => {
    const warm = workers({ threads: 1 }, HELD);
    const { ask } = holds(warm);
    const first = ask('first');
    await first.begins();
    const later = [ask('a', { ahead: true }), ask('b', { ahead: true }), ask('c'), ask('d')];
    await first.end();
    for (const each of [later[2], later[3], later[0], later[1]]) {
      await each.begins();
      await each.end();
    }
    expect(later.map(({ order }) => order())).toStrictEqual([4, 5, 2, 3]);
  });

  test('a sample that was asked ahead and is then waited for goes before the others that are only ahead', async () => {
    const warm = workers({ threads: 1 }, HELD);
    const { ask, endAll } = holds(warm);
    const first = ask('first');
    await first.begins();
    const later = ['a', 'b', 'c'].map((hash) => ask(hash, { ahead: true }));
    warm.wanted('c');
    endAll();
    await Promise.all(later.map(async ({ answer }) => answer));
    expect(later.map(({ order }) => order())).toStrictEqual([3, 4, 2]);
  });

  test('what is asked ahead never takes the last idle thread, nor that of the open sample', async () => {
    const warm = workers({ threads: 2 }, HELD);
    const { ask, endAll } = holds(warm);
    const open = ask('open');
    await open.begins();
    const openThread = await open.end();
    const ahead = ['a', 'b', 'c'].map((hash) => ask(hash, { ahead: true }));
    await ahead[0].begins();
    // One thread is idle, and kept for this.
    const clicked = ask('clicked');
    await clicked.begins();
    expect(ahead.map(({ order }) => order())).toStrictEqual([2, 0, 0]);
    expect(await clicked.end()).toBe(openThread);
    endAll();
    for (const { answer } of ahead) expect(await answer).not.toBe(openThread);
    expect(warm.started).toBe(2);
  });

  test('a request waits for the thread that is at its own sample, and for no other', async () => {
    const warm = workers({ threads: 2 }, HELD);
    const { ask, endAll } = holds(warm);
    const one = ask('one');
    await one.begins();
    const [again, two] = [ask('one'), ask('two')];
    await two.begins();
    expect(again.order()).toBe(0);
    const threads = [one.answer, again.answer, two.answer];
    endAll();
    const [first, second, other] = await Promise.all(threads);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  test('a sample whose thread is at another one moves to an idle thread', async () => {
    const warm = workers({ threads: 2 }, HELD);
    const { ask } = holds(warm);
    // Both on the first thread: the second is not there yet.
    const thread = await ask('a').end();
    expect(await ask('b').end()).toBe(thread);
    const b = ask('b');
    await b.begins();
    const a = ask('a');
    await a.begins();
    expect(await a.end()).not.toBe(thread);
    expect(await b.end()).toBe(thread);
    expect(warm.warm).toStrictEqual(['b', 'a']);
  });

  test('where no thread is idle any more, a further one is started ahead, up to the most', async () => {
    const warm = workers({ threads: 3 }, HELD);
    warm.startAhead();
    await vi.waitFor(() => expect(warm.ready).toBe(2), PATIENCE);
    const { ask, endAll } = holds(warm);
    const asked = ['a', 'b'].map((hash) => ask(hash));
    for (const each of asked) await each.begins();
    expect(warm.started).toBe(2);
    await vi.waitFor(() => expect(warm.ready).toBe(1), PATIENCE);
    expect(warm.started).toBe(3);
    endAll();
    await Promise.all(asked.map(async ({ answer }) => answer));
  });

  test('what waits when the workers are ended is refused, and what comes later is answered', async () => {
    const warm = workers({ threads: 1 }, HELD);
    const { ask } = holds(warm);
    const first = ask('first');
    await first.begins();
    const second = ask('second');
    const refused = [
      expect(first.answer).rejects.toThrow(WorkerDeath),
      expect(second.answer).rejects.toThrow(WorkerDeath),
    ];
    await warm.close();
    await Promise.all(refused);
    expect(warm.started).toBe(1);
    const one = sample('one');
    expect((await warm.run(one, tessellationTask, null)).index).toStrictEqual(one.neighbours.index);
  });
});

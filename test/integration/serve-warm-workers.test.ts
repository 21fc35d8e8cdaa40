import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { randomStart } from '../../native-workers/analysis/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/sample-seed.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi.ts';
import { BadInput } from '../../native-workers/bad-input.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { taskContract } from '../../native-workers/tasks/task.ts';
import { fieldsTask, tessellationTask } from '../../native-workers/tasks/warm-task.ts';
import type { WarmSampleArrays } from '../../native-workers/tasks/warm-task.ts';
import { WarmWorkers } from '../../src-main/jobs/warm-worker.ts';

const MODEL = modelById('2dipl');
const MORTAL = new URL('../fixtures/tasks/mortal-warm-worker.ts', import.meta.url);

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

test('each sample has a worker of its own, and answers do not mix', async () => {
  const warm = workers();
  const samples = [sample('one'), sample('two', 81), sample('three', 100)];
  const answers = await Promise.all(samples.map(async (each) => warm.run(each, tessellationTask, null)));
  answers.forEach(({ index }, at) => expect(index).toStrictEqual(samples[at].neighbours.index));
  expect(warm.warm).toHaveLength(3);
  for (const each of samples) expect(each.arrays).toHaveBeenCalledTimes(1);
});

test('the worker used longest ago makes room, and its sample comes back unnoticed', async () => {
  const warm = workers({ workers: 2 });
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

test('workers that together hold too many bytes are ended, but never the one in use', async () => {
  const warm = workers({ bytes: 20 * 2 ** 20, workers: 10 });
  const [one, two] = [sample('one'), sample('two')];
  // An empty worker counts 16 MiB, so two are too many.
  await warm.run(one, fieldsTask, { displacement: one.displacement });
  await warm.run(two, fieldsTask, { displacement: two.displacement });
  expect(warm.warm).toStrictEqual(['two']);
  // More than all there is for one alone: it is kept all the same.
  const tight = workers({ bytes: 1000 });
  for (let round = 0; round < 3; round++) await tight.run(one, tessellationTask, null);
  expect(tight.warm).toStrictEqual(['one']);
  expect(one.arrays).toHaveBeenCalledTimes(2);
});

test('an evicted worker finishes what it has in work', async () => {
  const warm = workers({ workers: 1 });
  const samples = Array.from({ length: 6 }, (_, at) => sample(`sample ${at}`, 400));
  const answers = await Promise.all(samples.map(async (each) => warm.run(each, tessellationTask, null)));
  answers.forEach(({ index }, at) => expect(index).toStrictEqual(samples[at].neighbours.index));
});

test('a thread that was started ahead takes the next sample, and another is started', async () => {
  const warm = workers();
  expect(warm.hasSpare).toBe(false);
  warm.startAhead();
  const run = vi.spyOn(Piscina.prototype, 'run');
  const samples = [sample('one'), sample('two', 81)];
  for (const each of samples) {
    await vi.waitFor(() => expect(warm.hasSpare).toBe(true));
    const { index } = await warm.run(each, tessellationTask, null);
    expect(index).toStrictEqual(each.neighbours.index);
  }
  expect(new Set(run.mock.contexts).size).toBe(2);
  run.mockRestore();
  await warm.close();
  expect(warm.hasSpare).toBe(false);
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
  const failure = await warm
    .run(
      one,
      taskContract<null, never>('nonsense', () => []),
      null,
    )
    .catch((error: unknown) => error);
  expect(failure).not.toBeInstanceOf(BadInput);
  expect(failure).toHaveProperty(
    'message',
    expect.stringMatching(/^task 'nonsense' failed: unknown task 'nonsense'; known: fields, tessellation, /),
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

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { analysisInputs, type InputOptions } from '../../src-main/import/analysis-input.ts';
import { analysisJob } from '../../src-main/import/analysis-job.ts';
import { settingsOf, analysisOptionsSchema } from '../../src-main/import/analysis-options.ts';
import { Cancelled } from '../../src-main/jobs/cancelled-error.ts';
import { FileReadings, type ReadInput } from '../../src-main/import/file-readings.ts';
import { filesOnDisk } from '../../src-main/import/files-on-disk.ts';
import { latticeFrame } from './lattice-frame.ts';

const OPTIONS: InputOptions = { model: '2dipl', types: { 1: 'A', 2: 'B' }, frame: 'all' };
const { signal } = new AbortController();

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-readings-'));
  writeFileSync(at('three.dump'), [0, 1, 2].map((step) => latticeFrame(400, step)).join(''));
  const broken = latticeFrame(400, 2).replace(/^(\d+ \d) \S+/m, '$1 soon');
  writeFileSync(at('broken.dump'), `${latticeFrame(400, 0)}${latticeFrame(400, 1)}${broken}`);
  writeFileSync(at('long.dump'), Array.from({ length: 40 }, (_, step) => latticeFrame(20_000, step)).join(''));
});

const made: FileReadings[] = [];
const readings = (...args: ConstructorParameters<typeof FileReadings>): FileReadings => {
  const fresh = new FileReadings(...args);
  made.push(fresh);
  return fresh;
};

afterEach(async () => {
  await Promise.all(made.splice(0).map(async (each) => each.close()));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const named = (name: string): { path: string; name: string } => ({ path: at(name), name: at(name) });

test('gives what reading in this thread gives, with the hash by which an analysis is found', async () => {
  const own = await Array.fromAsync(analysisInputs(filesOnDisk([at('three.dump')], signal), OPTIONS));
  const reading = readings();
  expect(await reading.count(named('three.dump'), OPTIONS, signal)).toBe(3);
  const read = await Array.fromAsync(reading.inputs(named('three.dump'), OPTIONS, signal));
  const settings = settingsOf(analysisOptionsSchema.parse({}));
  expect(read).toHaveLength(own.length);
  read.forEach((input, frame) => {
    const { hash, ...rest } = input;
    const { frameInfo, ...expected } = own[frame];
    expect(rest).toMatchObject(expected);
    expect(frameInfo).toMatchObject(rest.frameInfo);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(analysisJob(input, settings)).toStrictEqual(analysisJob(own[frame], settings));
  });
});

test('throws what is wrong with a file with its place, after all that comes before it', async () => {
  const reading = readings();
  const words = "'soon' is not a number";
  const place = { file: 'mine', line: 828, field: 'x' };
  const file = { path: at('broken.dump'), name: 'mine' };
  await expect(reading.count(file, OPTIONS, signal)).rejects.toThrow(BadInput);
  const read: ReadInput[] = [];
  const failure = await (async () => {
    for await (const input of reading.inputs(file, OPTIONS, signal)) {
      read.push(input);
      // Longer than the reading takes to come to the error.
      await wait(100);
    }
  })().catch((error: unknown) => error);
  expect(read.map(({ source }) => source)).toStrictEqual(['mine, frame 0 (timestep 0)', 'mine, frame 1 (timestep 1)']);
  expect(failure).toMatchObject({ name: 'BadInput', message: `mine, line 828, x: ${words}`, place });
});

test('an abort stops it between two pieces of the file, and the thread reads on', async () => {
  const reading = readings({ most: 1 });
  await reading.count(named('three.dump'), OPTIONS, signal);
  const whole = performance.now();
  await reading.count(named('long.dump'), OPTIONS, signal);
  const took = performance.now() - whole;
  const controller = new AbortController();
  const started = performance.now();
  setTimeout(() => controller.abort(), took / 10);
  await expect(reading.count(named('long.dump'), OPTIONS, controller.signal)).rejects.toThrow(Cancelled);
  expect(performance.now() - started).toBeLessThan(took);
  expect(await reading.count(named('three.dump'), OPTIONS, signal)).toBe(3);
});

test('an abort ends it also while its caller is at a configuration, and when its caller has had enough', async () => {
  const reading = readings({ most: 1 });
  const controller = new AbortController();
  const seen: string[] = [];
  const reads = (async () => {
    for await (const { source } of reading.inputs(named('three.dump'), OPTIONS, controller.signal)) {
      seen.push(source);
      controller.abort();
    }
  })();
  await expect(reads).rejects.toThrow(Cancelled);
  expect(seen).toHaveLength(1);
  for await (const { source } of reading.inputs(named('three.dump'), OPTIONS, signal)) {
    seen.push(source);
    break;
  }
  expect(seen).toHaveLength(2);
  expect(await reading.count(named('three.dump'), OPTIONS, signal)).toBe(3);
});

test('one that is stuck keeps only itself; what waits for its turn can be given up', async () => {
  const deaf = new URL('../fixtures/tasks/deaf-worker.ts', import.meta.url);
  const reading = readings({ most: 2, entry: deaf, patience: 300 });
  const controllers = Array.from({ length: 4 }, () => new AbortController());
  const ends: string[] = [];
  const waits = controllers.map(async (controller, at) =>
    reading.count(named('three.dump'), OPTIONS, controller.signal).catch((error: unknown) => {
      ends.push(`${at} ${String(error)}`);
    }),
  );
  await wait(200);
  // Two have a thread each, two wait.
  controllers[3].abort();
  await waits[3];
  expect(ends).toStrictEqual(['3 Cancelled: cancelled']);
  controllers[0].abort();
  await waits[0];
  controllers[1].abort();
  controllers[2].abort();
  await Promise.all(waits);
  expect(ends.toSorted()).toStrictEqual([0, 1, 2, 3].map((at) => `${at} Cancelled: cancelled`));
});

test('a worker that dies is said to have died, and replaced', async () => {
  const reading = readings({ entry: new URL('../fixtures/tasks/dying-worker.ts', import.meta.url) });
  for (let time = 0; time < 2; time += 1) {
    const died = /^the worker that ran task 'count-inputs' died/;
    await expect(reading.count(named('three.dump'), OPTIONS, signal)).rejects.toThrow(died);
  }
  const inputs = reading.inputs(named('three.dump'), OPTIONS, signal);
  await expect(inputs.next()).rejects.toThrow(/^the worker that ran task 'read-inputs' died/);
});

test.runIf(process.platform !== 'win32')('only regular files are read', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  const reading = readings();
  for (const [path, what] of [
    [at('pipe'), 'this is a pipe, not a regular file'],
    ['/dev/zero', 'this is a device, not a regular file'],
    [folder, 'this is a folder; give a file in it'],
    [at('absent'), 'there is no such file'],
  ] as const)
    await expect(reading.count({ path, name: 'it' }, OPTIONS, signal)).rejects.toThrow(what);
});

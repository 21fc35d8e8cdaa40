import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { workerEntry } from '../../src-main/jobs/worker-entry.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { reportSchema } from '../../native-workers/analysis/report/report.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { summarySchema } from '../../src-main/project/summary.ts';
import { inProcess } from './cli-runner.ts';
import { startProjectSession } from './project-session.ts';

// The workers of this file die of some samples, and fail in others: test/fixtures/tasks/faulty-worker.ts.
vi.mock('../../src-main/jobs/worker-entry.ts', async (importOriginal) => {
  const original = await importOriginal<{ workerEntry: typeof workerEntry }>();
  return {
    ...original,
    workerEntry: (name: Parameters<typeof workerEntry>[0]) =>
      name === 'task-runner'
        ? new URL('../fixtures/tasks/faulty-worker.ts', import.meta.url)
        : original.workerEntry(name),
  };
});

const DIED = "the worker that ran task 'analyse' died: ";
const FAILED = "task 'analyse' failed: an invented fault";
const REFUSED = 'an invented refusal';

// Seconds each on an idle machine.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
const at = (name: string): string => join(folder, name);

/** A frame of a dump, a random start. */
function frame(particles: number): string {
  const model = modelById('2dipl');
  const { ids, species, positions, box } = randomStart(
    model,
    particles,
    model.density,
    sampleSeed('faults', particles),
  );
  const rows = Array.from(ids, (id, i) => `${id} ${species[i] + 1} ${positions[2 * i]} ${positions[2 * i + 1]}`);
  return [
    ...['ITEM: TIMESTEP', '0', 'ITEM: NUMBER OF ATOMS', `${ids.length}`, 'ITEM: BOX BOUNDS pp pp pp'],
    ...[`0 ${box.lx}`, `0 ${box.ly}`, '-0.5 0.5', 'ITEM: ATOMS id type x y', ...rows, ''],
  ].join('\n');
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-faults-'));
  writeFileSync(at('five.dump'), [100, 101, 102, 103, 104].map(frame).join(''));
  for (const particles of [100, 101, 102, 103]) writeFileSync(at(`${particles}.dump`), frame(particles));
  writeFileSync(
    at('four.json'),
    JSON.stringify({ model: '2dipl', particles: 100, samples: 4, seed: 'f', analysis: { modes: 2 } }),
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const FLAGS = ['--model', '2dipl', '--modes', '2'];

/** Why samples of a project have failed, by number. */
async function failuresOf(path: string): Promise<[number, string][]> {
  using project = await openProject(path, { mode: 'read' });
  return project.listFailures().map(({ number, reason }) => [number, reason]);
}

describe('analyze of several configurations, of which some make the worker die, fail or refuse', () => {
  test('stores the others, says why of each that fails, and ends with 3', async () => {
    const project = at('frames.keycore');
    const run = await inProcess(['analyze', at('five.dump'), ...FLAGS, '--frame', 'all', '-o', project, '--json', '-']);
    expect(run.code).toBe(3);
    expect(
      reportSchema
        .array()
        .parse(JSON.parse(run.out))
        .map(({ sample }) => sample.n),
    ).toEqual([100, 104]);
    const source = (index: number) => `${at('five.dump')}, frame ${index} (timestep 0)`;
    for (const [index, reason] of [DIED, FAILED, REFUSED].entries())
      expect(run.err).toContain(`keycore: ${source(index + 1)}: ${reason}`);
    // A fault of ours comes with what is needed to mend it.
    expect(run.err).toContain('in the worker: where it was invented');
    expect(await failuresOf(project)).toEqual([
      [2, expect.stringContaining(`${source(1)}: ${DIED}`)],
      [3, `${source(2)}: ${FAILED}`],
      [4, `${source(3)}: ${REFUSED}`],
    ]);
    // Each is named by info, also as JSON.
    const info = await inProcess(['info', project]);
    expect(info.out).toContain(`sample 3 failed: ${source(2)}: ${FAILED}\n`);
    const { counts, failures } = summarySchema.parse(
      JSON.parse((await inProcess(['info', project, '--json', '-'])).out),
    );
    expect([counts.samples, counts.failed, failures.map(({ number }) => number)]).toEqual([2, 3, [2, 3, 4]]);
    // What failed is tried again, what is stored is not.
    const again = await inProcess(['analyze', at('five.dump'), ...FLAGS, '--frame', 'all', '-o', project]);
    expect(again.code).toBe(3);
    expect(again.err.match(/stored already as sample [15]\n/g)).toHaveLength(2);
    expect(await failuresOf(project)).toHaveLength(3);
  });

  test('of several files likewise, without a project', async () => {
    const run = await inProcess(['analyze', at('101.dump'), at('100.dump'), ...FLAGS, '--json', '-']);
    expect(run.code).toBe(3);
    expect(JSON.parse(run.out)).toMatchObject([{ sample: { n: 100 } }]);
    expect(run.err).toContain(`keycore: ${at('101.dump')}, frame 0 (timestep 0): ${DIED}`);
  });

  test.each([
    ['102.dump', 1, /^keycore: internal error\n.*an invented fault/m],
    ['103.dump', 2, /^keycore: an invented refusal\n$/m],
  ])('the only one fails the command, and nothing is written: %s ends with %i', async (name, code, words) => {
    const run = await inProcess(['analyze', at(name), ...FLAGS, '-o', at('single.keycore')]);
    expect(run).toMatchObject({ code, out: '', err: expect.stringMatching(words) as string });
    await expect(openProject(at('single.keycore'), { mode: 'read' })).rejects.toThrow('there is no such file');
  });
});

test('simulate: the death of the first sample and the fault of another are theirs alone', async () => {
  const project = at('made.keycore');
  const run = await inProcess(['simulate', at('four.json'), '--workers', '1', '-o', project]);
  expect(run).toMatchObject({ code: 3, out: expect.stringContaining('job 1 has 2 of 4 samples') as string });
  expect(run.err).toContain("keycore: sample 1 failed: the worker that ran task 'simulate' died: ");
  expect(run.err).toContain("keycore: sample 3 failed: task 'simulate' failed: an invented fault\n");
  expect(run.err).toContain('keycore: 2 failed: sample 1, sample 3\n');
  expect((await failuresOf(project)).map(([number]) => number)).toEqual([1, 3]);
  // What failed is not tried again unless that is asked for.
  const again = await inProcess(['simulate', at('four.json'), '--workers', '1', '-o', project]);
  expect(again.err).toMatch(/2 of 4 samples are there; 2 failed: --retry-failed tries again/);
});

test('an import stores the others, names each that failed, and is told as failed', async () => {
  (await createProject(at('window.keycore'))).close();
  const api = await startProjectSession(folder, at('data'), 'window.keycore');
  try {
    const query = 'imports?name=five.dump&model=2dipl&frame=all&modes=2';
    const job = await api.ended(await api.post(`${api.project}/${query}`, { path: 'five.dump' }));
    expect(job).toMatchObject({ state: 'failed', samples: [1, 5], error: { kind: 'internal' } });
    const source = (index: number) => `five.dump, frame ${index} (timestep 0)`;
    const { message } = job.error ?? { message: '' };
    for (const [index, reason] of [DIED, FAILED, REFUSED].entries())
      expect(message).toContain(`${source(index + 1)}: ${reason}`);
  } finally {
    await api.session.close();
  }
  expect((await failuresOf(at('window.keycore'))).map(([number]) => number)).toEqual([2, 3, 4]);
});

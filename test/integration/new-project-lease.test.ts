import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { discardUnused, openOrCreate, type Patience } from '../../src-main/project/open-when-free.ts';
import { inChild, inProcess, type Run } from './cli-runner.ts';

// Seconds each on an idle machine.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
const at = (name: string): string => join(folder, name);

const WAITS = /: process \d+ on \S+ has it open for writing since .*; waiting for it up to \d+ (min|s) \(--wait\)/;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-new-'));
  const small = { model: '2dipl', particles: 64, analysis: { modes: 2 } };
  writeFileSync(at('small.json'), JSON.stringify(small));
  // A second or so each.
  writeFileSync(at('slow.json'), JSON.stringify({ ...small, particles: 3000, samples: 4, seed: 'w' }));
  await inProcess(['simulate', at('small.json'), '-o', at('small.keycore')]);
  await inProcess(['export', at('small.keycore'), '1', '--format', 'dump', '-o', at('small.dump')]);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Numbers of the samples that a run of simulate has made. */
function madeBy({ err }: Run): number[] {
  return Array.from(err.matchAll(/^sample (\d+) \(seed/gm), ([, number]) => Number(number));
}

describe('two processes that make one new project', () => {
  test(
    'the second waits; where the first is killed it completes the job, and makes nothing twice',
    { timeout: 180_000 },
    async () => {
      const project = at('two.keycore');
      const words = ['simulate', at('slow.json'), '--workers', '1', '-o', project];
      let kill: (signal: NodeJS.Signals) => void = () => undefined;
      let said = '';
      const first = inChild(words, (child, err) => {
        ({ kill } = child);
        said = err;
      });
      while (!said.includes('sample 1 (seed')) await pause(50);
      const second = await inChild(words, (_, err) => {
        // Not before it waits.
        if (WAITS.test(err)) kill('SIGKILL');
      });
      const killed = await first;
      expect(killed.code).toBeNull();
      expect(second).toMatchObject({ code: 0, out: expect.stringContaining('job 1 has 4 of 4 samples') as string });
      expect(second.err).toMatch(
        /: process \d+ on \S+ had it open for writing since .* and ended without closing it\n/,
      );
      // The very job, of which what was stored is kept. The first may have stored one in the moment of its end.
      const before = Number(/job 1 is resumed: (\d) of 4 samples are there/.exec(second.err)?.[1]);
      expect(before).toBeGreaterThanOrEqual(madeBy(killed).length);
      expect(madeBy(second)).toHaveLength(4 - before);
    },
  );

  test('analyze: the one that comes second finds what the first has stored', async () => {
    const project = at('analysed.keycore');
    const run = async (): Promise<Run> =>
      inProcess(['analyze', at('small.dump'), '--model', '2dipl', '--modes', '2', '-o', project]);
    const runs = await Promise.all([run(), run()]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const words = runs.map(({ err }) => err).join('');
    expect(words.match(/: stored as sample 1\n/g)).toHaveLength(1);
    expect(words.match(/: stored already as sample 1\n/g)).toHaveLength(1);
    using read = await openProject(project, { mode: 'read' });
    expect([read.listJobs().length, read.countSamples()]).toEqual([1, 1]);
  });
});

describe('a project that another process writes to', () => {
  const refused =
    /^keycore: .*: writing is not possible: process \d+ on .* has it open for writing since .*; close it there first\n$/;

  test.each([
    ['simulate', 'small.json', []],
    ['analyze', 'small.dump', ['--model', '2dipl']],
    ['mechanics', 'small.dump', ['--model', '2dipl']],
  ])('is not waited for with --wait 0: %s', async (command, file, flags) => {
    using holder = await createProject(at(`${command}-held.keycore`));
    const run = await inProcess([command, at(file), ...flags, '-o', holder.path, '--wait', '0']);
    // Before anything is calculated.
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toMatch(refused);
  });

  test('is waited for as long as was said, and then named with its holder', async () => {
    using holder = await createProject(at('long-held.keycore'));
    const run = await inProcess(['simulate', at('small.json'), '-o', holder.path, '--wait', '0.5']);
    expect(run.code).toBe(2);
    const [waits, end] = run.err.split(/(?<=\n)/);
    expect(waits).toMatch(WAITS);
    expect(end).toMatch(refused);
  });

  test('Ctrl-C ends the waiting', async () => {
    using holder = await createProject(at('given-up.keycore'));
    const stop = new AbortController();
    const run = inProcess(['simulate', at('small.json'), '-o', holder.path], stop.signal);
    await pause(500);
    stop.abort();
    expect(await run).toMatchObject({
      code: 130,
      err: expect.stringMatching(/; waiting [^\n]*\nkeycore: cancelled\n$/) as string,
    });
  });

  test('is taken as soon as it is free', async () => {
    const holder = await createProject(at('freed.keycore'));
    const run = inProcess(['simulate', at('small.json'), '-o', holder.path]);
    await pause(500);
    holder.close();
    expect(await run).toMatchObject({ code: 0, out: expect.stringContaining('1 of 1 samples') as string });
  });

  test('and is removed because nothing came of it, is made by the one that waits', async () => {
    const path = at('unused.keycore');
    const waits: number[] = [];
    const patience: Patience = {
      seconds: 60,
      signal: new AbortController().signal,
      onWait: ({ pid }) => waits.push(pid),
    };
    const first = await openOrCreate(path, patience);
    const second = openOrCreate(path, patience);
    while (waits.length === 0) await pause(20);
    discardUnused(first.project);
    const { project, isNew } = await second;
    expect(isNew).toBe(true);
    project.addJob({ configuration: { task: 'test' }, seed: null, samples: 1 });
    // What is used stays, in the file of that name.
    discardUnused(project);
    using read = await openProject(path, { mode: 'read' });
    expect(read.listJobs()).toHaveLength(1);
  });
});

test('a command that finds bad input, or does not converge, leaves no empty project', async () => {
  const bad = await inProcess(['analyze', at('small.json'), '-o', at('never.keycore')]);
  expect(bad.code).toBe(2);
  const none = await inProcess([
    'analyze',
    at('small.dump'),
    '--model',
    '2dipl',
    '--max-evaluations',
    '1',
    '--force-tolerance',
    '1e-13',
    '-o',
    at('never.keycore'),
  ]);
  expect(none.code).toBe(3);
  expect(existsSync(at('never.keycore'))).toBe(false);
});

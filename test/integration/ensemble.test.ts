import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { times, itAtLength } from '../effort.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import type { EnsembleEvent } from '../../src-main/ensemble/ensemble-events.ts';
import type { EnsembleRequest } from '../../src-main/ensemble/ensemble-request.ts';
import { runEnsemble } from '../../src-main/ensemble/run-ensemble.ts';
import { Cancelled } from '../../src-main/jobs/cancelled-error.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import { inProcess, ROOT } from './cli-runner.ts';
import { missingSamples } from '../unit/project-lists.ts';

// Seconds each on an idle machine.
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
const at = (name: string): string => join(folder, name);

/** A short cooling, in runs of 0.01 s or so. */
const COOLED = {
  model: '2dipl',
  particles: 100,
  preset: 'quick',
  protocol: { equilibrationTime: 5, coolingRate: 0.05, checkpointInterval: 500, traceInterval: 500 },
  analysis: { modes: 3 },
};
/** Of so small samples most are QLM samples by the default of 0.5. */
const QUENCHED = { model: '2dipl', particles: 100, analysis: { modes: 2, qlmShares: [0.2, 0.7] } };

function settingsOf(written: object) {
  return parseSettings(simulationSettingsSchema, written);
}

/** Everything that a sample is, but for when and how fast it was made. */
function contents(project: Project) {
  return project.listJobs().map(({ number, hash, seed, configuration }) => ({
    number,
    hash,
    seed,
    configuration,
    samples: project.allottedSamples(number).map(({ number: sample, position }) => {
      if (!project.listSamples().some((each) => each.number === sample)) return { sample, position };
      const { report, fields, configuration: particles } = project.readSample(sample);
      const { wallSeconds, preparation, ...provenance } = report.provenance;
      expect(wallSeconds['total']).toBeGreaterThan(0);
      const prepared = preparation === undefined ? null : { ...preparation, wallSeconds: null };
      return { sample, position, report: { ...report, provenance }, prepared, fields, particles };
    }),
  }));
}

async function made(name: string, written: object, more: Partial<EnsembleRequest> = {}) {
  const project = await createProject(at(name));
  try {
    const result = await runEnsemble({ project, settings: settingsOf(written), workers: 2, ...more });
    return { result, contents: contents(project), path: at(name) };
  } finally {
    project.close();
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-ensemble-'));
  writeFileSync(at('cooled.json'), JSON.stringify({ ...COOLED, samples: 6, seed: 'e' }));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('an ensemble', () => {
  test('is the same twice, to the bytes of an exported sample, whatever the number of workers', async () => {
    const projects = [at('one.keycore'), at('two.keycore')];
    for (const [workers, project] of [
      ['1', projects[0]],
      ['3', projects[1]],
    ]) {
      const run = await inProcess(['simulate', at('cooled.json'), '--workers', workers, '-o', project]);
      expect(run).toMatchObject({ code: 0 });
      expect(run.out).toMatch(/^.*: job 1 has 6 of 6 samples \(seed e\), \d with a QLM\n$/);
    }
    for (const sample of ['1', '4', '6']) {
      const bytes: Buffer[] = [];
      for (const [k, project] of projects.entries()) {
        const file = at(`${k}-${sample}.npz`);
        expect((await inProcess(['export', project, sample, '--format', 'npz', '-o', file])).code).toBe(0);
        bytes.push(readFileSync(file));
      }
      expect(bytes[0].equals(bytes[1])).toBe(true);
    }
  });

  test('tells of every sample once, with shares that never go back and a picture of what goes on', async () => {
    const events: EnsembleEvent[] = [];
    const { result } = await made(
      'told.keycore',
      { ...COOLED, particles: 400, samples: 3 },
      { onEvent: (event) => events.push(event), liveIntervalMs: 0 },
    );
    expect(result).toMatchObject({ job: 1, stored: [1, 2, 3], failed: [] });
    const stored = events.filter(({ kind }) => kind === 'stored');
    expect(stored.map(({ sample }) => sample).sort()).toEqual([1, 2, 3]);
    expect(stored.map(({ done, total }) => [done, total])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    const shares = events.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const live = events.flatMap((event) => (event.kind === 'progress' && event.live ? [event.live] : []));
    expect(live.length).toBeGreaterThan(3);
    expect(live[0].positions).toHaveLength(800);
    expect(live[0].species.filter((kind) => kind === 1)).toHaveLength(200);
    // Steps of the trace of one sample, from one picture to the next, leave none out.
    const first = events.flatMap((event) =>
      event.kind === 'progress' && event.position === 0 && event.live ? [...event.live.trace] : [],
    );
    const steps = first.filter((_, k) => k % 5 === 0);
    expect(steps.slice(0, -1)).toEqual(steps.slice(0, -1).map((_, k) => 500 * (k + 1)));
  });

  test('stopped and run again is completed, and not a sample is made twice', async () => {
    const whole = await made('whole.keycore', { ...COOLED, samples: 5 });
    const project = await createProject(at('stopped.keycore'));
    const stop = new AbortController();
    const request = { project, settings: settingsOf({ ...COOLED, samples: 5 }), workers: 2 };
    const stopped = runEnsemble({
      ...request,
      signal: stop.signal,
      onEvent: ({ kind, done }) => kind === 'stored' && done === 2 && stop.abort(),
    });
    await expect(stopped).rejects.toThrow(Cancelled);
    const before = project.listSamples();
    expect(before.length).toBeGreaterThanOrEqual(2);
    expect(before.length).toBeLessThan(5);
    const again: EnsembleEvent[] = [];
    await runEnsemble({ ...request, onEvent: (event) => event.kind === 'stored' && again.push(event) });
    expect(again).toHaveLength(5 - before.length);
    expect(contents(project)).toEqual(whole.contents);
    expect(project.listSamples().filter(({ number }) => before.some((each) => each.number === number))).toEqual(before);
    project.close();
  });
});

describe('kill -9', () => {
  /** Runs the child and kills it after it has said `words` words. */
  function killedAfter(words: number, project: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const script = join(ROOT, 'test', 'integration', 'ensemble-child.ts');
      const child = spawn(process.execPath, [script, project, at('killed.json'), '2'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = 0;
      child.stdout.on('data', (text: Buffer) => {
        said += text.toString().split('\n').length - 1;
        if (said >= words) child.kill('SIGKILL');
      });
      child.on('error', reject);
      child.on('close', () => resolve());
    });
  }

  test('at many moments, run again each time: nothing is lost or doubled, and the bits are those of one run', async () => {
    // Each sample takes half a second and writes a state every 30 ms.
    const written = { ...COOLED, particles: 1000, samples: 4, seed: 'k' };
    writeFileSync(at('killed.json'), JSON.stringify(written));
    const whole = await made('unkilled.keycore', written);
    const path = at('killed.keycore');
    let resumed = 0;
    for (let run = 0; run < 40; run++) {
      await killedAfter(3 + times(8, 1) * run, path);
      const project = await openProject(path, { mode: 'write' });
      const missing = missingSamples(project, 1);
      resumed += missing.filter(({ position }) => project.readCheckpoint(1, position) !== null).length;
      // A stored sample has left no state behind.
      for (const { number, position } of project.allottedSamples(1))
        if (project.listSamples().some((sample) => sample.number === number))
          expect(project.readCheckpoint(1, position)).toBeNull();
      project.close();
      if (missing.length === 0) break;
    }
    expect(resumed).toBeGreaterThan(0);
    const project = await openProject(path, { mode: 'read' });
    expect(contents(project)).toEqual(whole.contents);
    project.close();
  });
});

describe('a run up to n QLM samples', () => {
  itAtLength('keeps the shortest run of seeds, whatever the number of workers; and goes on to more', async () => {
    const written = { ...QUENCHED, samples: 60, seed: 'q' };
    const all = await made('sixty.keycore', written);
    const [{ samples }] = all.contents;
    const isQlm = samples.map((sample) => sample.report?.qlm?.verdict === 'qlm');
    const third = isQlm.flatMap((is, position) => (is ? [position] : []))[2];
    expect(third).toBeLessThan(50);
    for (const workers of [1, 2, 5]) {
      const some = await made(`until-${workers}.keycore`, written, { untilQlm: 3, workers });
      expect(some.result.qlm).toBe(3);
      expect(some.contents[0].samples).toEqual(samples.slice(0, third + 1));
    }
    const project = await openProject(at('until-2.keycore'), { mode: 'write' });
    const request = { project, settings: settingsOf(written), workers: 3 };
    await runEnsemble({ ...request, untilQlm: 1 });
    expect(project.listSamples()).toHaveLength(third + 1);
    await runEnsemble({ ...request, untilQlm: 4 });
    const fourth = isQlm.flatMap((is, position) => (is ? [position] : []))[3];
    expect(contents(project)[0].samples).toEqual(samples.slice(0, fourth + 1));
    project.close();
  });

  test('says when there are too few', async () => {
    writeFileSync(at('few.json'), JSON.stringify({ ...QUENCHED, analysis: { modes: 2, qlmShares: [0, 0.7] } }));
    const run = ['simulate', at('few.json'), '--until-qlm', '2', '--samples', '3', '-o', at('few.keycore')];
    const { code, out, err } = await inProcess(run);
    expect(code).toBe(3);
    expect(out).toMatch(/job 1 has 3 of 3 samples \(seed 1\), 0 with a QLM\n$/);
    expect(err).toMatch(/keycore: 2 samples with a QLM were wanted: allow more --samples\n$/);
  });
});

describe('a sample that fails', () => {
  const blowsUp = { ...COOLED, samples: 2, protocol: { ...COOLED.protocol, timeStep: 0.9 } };

  test('is marked, named, and not tried again unless that is asked for', async () => {
    writeFileSync(at('fails.json'), JSON.stringify(blowsUp));
    const simulate = (...more: string[]) =>
      inProcess(['simulate', at('fails.json'), '-o', at('fails.keycore'), ...more]);
    const first = await simulate();
    expect(first.code).toBe(3);
    expect(first.err).toMatch(/^keycore: sample [12] failed: .*blew up.*try a time step of 0\.005/m);
    expect(first.err).toMatch(/keycore: 2 failed: sample 1, sample 2\n$/);
    const second = await simulate();
    expect(second.code).toBe(3);
    expect(second.err).toBe(
      'job 1 is resumed: 0 of 2 samples are there; 2 failed: --retry-failed tries again\n' +
        'keycore: 2 failed: sample 1, sample 2\n',
    );
    const third = await simulate('--retry-failed');
    expect(third.err).toMatch(/^job 1 is resumed: 0 of 2 samples are there\nkeycore: sample [12] failed: /);
  });
});

describe('a disk that is full', () => {
  /** A project that has room for so many samples. */
  function withRoomFor(samples: number, project: Project): Project {
    let room = samples;
    return new Proxy(project, {
      get: (target, name) => {
        if (name === 'storeSample' && room-- <= 0)
          throw new Error(`${target.path}: the disk is full: storing was undone as a whole`);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  test('ends the run with its message; what was stored stays, and the rest is made later', async () => {
    const whole = await made('roomy.keycore', { ...COOLED, samples: 4 });
    const project = await createProject(at('full.keycore'));
    const request = { settings: settingsOf({ ...COOLED, samples: 4 }), workers: 2 };
    await expect(runEnsemble({ ...request, project: withRoomFor(2, project) })).rejects.toThrow('the disk is full');
    expect(project.listSamples()).toHaveLength(2);
    expect(project.listFailures()).toEqual([]);
    await runEnsemble({ ...request, project });
    expect(contents(project)).toEqual(whole.contents);
    project.close();
  });
});

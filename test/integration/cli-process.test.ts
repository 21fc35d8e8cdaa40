import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportSchema } from '../../native-workers/analysis/report/report.ts';
import { summarySchema } from '../../src-main/project/summary.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inChild, inProcess, ROOT } from './cli-runner.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-process-'));
  writeFileSync(at('small.json'), JSON.stringify({ model: '2dipl', particles: 64, analysis: { modes: 2 } }));
  // Some half a minute of work.
  writeFileSync(at('large.json'), JSON.stringify({ model: '2dipl', particles: 50_000 }));
  await inProcess(['simulate', at('small.json'), '-o', at('small.keycore')]);
  await inProcess(['export', at('small.keycore'), '1', '--format', 'dump', '-o', at('small.dump')]);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a process prints the JSON on standard output, and no warning of Node’s on standard error', async () => {
  const { code, out, err } = await inChild([
    'analyze',
    at('small.dump'),
    '--model',
    '2dipl',
    '--types',
    'A=A,B=B',
    '--json',
    '-',
  ]);
  expect(code).toBe(0);
  expect(reportSchema.parse(JSON.parse(out)).sample.n).toBe(64);
  expect(err).toBe('');
});

test('bad input ends a process with 2 and one line', async () => {
  const { code, out, err } = await inChild(['analyze', at('absent.dump')]);
  expect({ code, out }).toStrictEqual({ code: 2, out: '' });
  expect(err).toMatch(/^keycore: .*absent\.dump: .*no such file[^\n]*\n$/);
});

describe('Ctrl-C', () => {
  test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
    '%s ends simulate with 130 in well under a second',
    async (signal) => {
      let sent = 0;
      const project = at(`${signal}.keycore`);
      const { code, err } = await inChild(
        ['simulate', at('large.json'), '-o', project, '--workers', '1'],
        ({ kill }) => {
          if (sent !== 0) return;
          sent = -1;
          const wait = setInterval(() => {
            // The job is written before the kernels start; give them time to be at it.
            if (!existsSync(project)) return;
            clearInterval(wait);
            setTimeout(() => {
              sent = Date.now();
              kill(signal);
            }, 700);
          }, 20);
        },
      );
      const took = Date.now() - sent;
      expect({ code, err }).toStrictEqual({ code: 130, err: 'keycore: cancelled\n' });
      // Milliseconds when nothing else runs; the bound only tells them from waiting for the end.
      expect(took).toBeLessThan(5000);
      const opened = await openProject(project, { mode: 'read' });
      expect(opened.summary()).toMatchObject({ counts: { jobs: 1, samples: 0, missing: 1 }, writer: null });
      opened.close();
    },
  );
});

/** How often the programs are killed; KEYCORE_KILLS asks for more. */
const KILLS = Number(process.env['KEYCORE_KILLS'] ?? 3);
/** Where other work slows the start, the moments reach further until one falls after the first sample. */
const MAX_KILLS = 6 * KILLS;

describe(`kill -9 at ${KILLS} moments`, () => {
  /** Starts a command, kills it after a while that grows from run to run, and opens what it left. */
  async function killed(args: string[], project: string, run: number): Promise<number> {
    let armed = false;
    await inChild(args, ({ kill }) => {
      if (armed) return;
      armed = true;
      // Starting takes some 0.3 s; the moments are spread from there over the writing.
      setTimeout(() => kill('SIGKILL'), 250 + (900 * run) / KILLS);
    });
    if (!existsSync(project)) return 0;
    const opened = await openProject(project, { mode: 'write' });
    try {
      expect(opened.mode).toBe('write');
      for (const { number } of opened.listSamples()) opened.readSample(number);
      return opened.listSamples().length;
    } finally {
      opened.close();
    }
  }

  test(
    'simulate: the project opens, every stored sample is whole, and the job is resumed to its end',
    async () => {
      // Far more samples than are made before the last kill, so that every kill falls into the work; one file a run.
      const simulate = (project: string): string[] => [
        ...['simulate', at('small.json'), '--samples', '400', '--seed', 'kill', '--workers', '2', '-o', project],
      ];
      const stored: number[] = [];
      for (let run = 0; run < KILLS || (run < MAX_KILLS && Math.max(...stored) === 0); run++) {
        const project = at(`killed-${run}.keycore`);
        stored.push(await killed(simulate(project), project, run));
      }
      expect(Math.max(...stored)).toBeGreaterThan(0);
      const project = at(`killed-${stored.length - 1}.keycore`);
      const last = await inProcess(simulate(project));
      expect(last.code).toBe(0);
      const { jobs } = summarySchema.parse(JSON.parse((await inProcess(['info', project, '--json', '-'])).out));
      expect(jobs).toMatchObject([{ samples: 400, stored: 400 }]);
    },
    25_000 * KILLS,
  );

  test(
    'analyze -o: the project opens, or was not made',
    async () => {
      const frames = Array.from({ length: 300 }, (_, frame) =>
        readFileSync(at('small.dump'), 'utf8').replace('ITEM: TIMESTEP\n0', `ITEM: TIMESTEP\n${frame}`),
      );
      // Distinct frames: each shifted as a whole by its own amount along x.
      const shifted = frames.map((text, frame) =>
        text
          .split('\n')
          .map((line) =>
            line.replace(
              /^(\d+ \d+) (\S+) (.*)$/,
              (_, id: string, x: string, rest: string) => `${id} ${Number(x) + frame / 1024} ${rest}`,
            ),
          )
          .join('\n'),
      );
      writeFileSync(at('many.dump'), shifted.join(''));
      const analyze = ['analyze', at('many.dump'), '--frame', 'all', '--model', '2dipl', '--modes', '2', '-o'];
      const stored: number[] = [];
      for (let run = 0; run < KILLS || (run < MAX_KILLS && Math.max(...stored) === 0); run++) {
        const project = at(`analysed-${run}.keycore`);
        stored.push(await killed([...analyze, project], project, run));
      }
      expect(Math.max(...stored)).toBeGreaterThan(0);
    },
    25_000 * KILLS,
  );
});

test('a reader of standard output that goes away ends the process quietly', async () => {
  const { spawn } = await import('node:child_process');
  const code = await new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, 'bin', 'keycore.js'), 'analyze', '--help'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: dirname(folder),
    });
    child.stdout.destroy();
    child.on('close', resolve);
  });
  expect(code).toBe(0);
});

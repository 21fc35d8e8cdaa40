import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { runForJson } from '../one-core.ts';
import { relaxedFile } from '../samples.ts';
import type { BenchOptions } from '../section.ts';
import { formatRatio, formatSeconds, median, threeDigits, type BenchTable } from '../table.ts';
import type { DynamicsRequest, DynamicsTiming } from '../workloads/dynamics.ts';

/** What is timed: a liquid, and for how many steps in one run. */
export const BENCH_STATE = { particles: 4096, temperature: 1.0, timeStep: 0.005, steps: 6000 } as const;

/** Copies side by side of the sample of 4096, and steps: 4096, 65,536 and 1,048,576 particles. */
const SIZES = [
  { copies: 1, steps: 6000 },
  { copies: 4, steps: 400 },
  { copies: 16, steps: 200 },
];
const SIZE_ROUNDS = 3;

/** Samples of the quick protocol that are made with one worker and with two. */
const SAMPLES = 24;
const WORKER_ROUNDS = 3;

const execute = promisify(execFile);

const WORKLOAD = fileURLToPath(new URL('../workloads/dynamics.ts', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../../bin/keycore.js', import.meta.url));
const PROTOCOL = fileURLToPath(new URL('../../../assets/examples/2dipl-quick.json', import.meta.url));

/** One timed run in a process of its own, bound to one core; constant energy unless changed. */
export function ours(file: string, model: string, change: Partial<DynamicsRequest>): Promise<DynamicsTiming> {
  return runForJson<DynamicsTiming>(process.execPath, [WORKLOAD, JSON.stringify(requestOf(file, model, change))]);
}

function requestOf(file: string, model: string, change: Partial<DynamicsRequest>): DynamicsRequest {
  return {
    file,
    model,
    copies: 1,
    temperature: BENCH_STATE.temperature,
    timeStep: BENCH_STATE.timeStep,
    thermostat: 'none',
    precision: 'mixed',
    variant: null,
    warmUpSteps: 1500,
    steps: BENCH_STATE.steps,
    ...change,
  };
}

/** A peer's time of the processor for a step of copies × copies samples of 4096, after some that are not timed. */
export type PeerStep = (copies: number, steps: number) => Promise<number>;

/** Time a step and particle, and memory, from 4096 to 10⁶ particles; beside a peer's where there is one. */
export async function sizeTable(options: BenchOptions, peer: PeerStep | null): Promise<BenchTable> {
  const file = relaxedFile('2dipl', BENCH_STATE.particles, options.say);
  const sizes = options.quick ? SIZES.slice(0, 2) : SIZES;
  const turns: DynamicsTiming[][] = sizes.map(() => []);
  const peers: number[][] = sizes.map(() => []);
  for (let round = 0; round < (options.quick ? 1 : SIZE_ROUNDS); round++)
    for (const [at, { copies, steps }] of sizes.entries()) {
      options.say(`${copies * copies} × ${BENCH_STATE.particles}: round ${round + 1}`);
      turns[at].push(await ours(file, '2dipl', { copies, steps, warmUpSteps: copies === 1 ? 1500 : 300 }));
      if (peer !== null) peers[at].push((await peer(copies, Math.min(steps, 1000))) / turns[at][0].particles);
    }
  const cost = turns.map((timings, at) => median(timings.map((t) => t.cpuSeconds / sizes[at].steps / t.particles)));
  const notes = [
    'Copies of the sample of 4096 side by side, warmed up; nanoseconds of the processor’s time, lists included.',
    'The faster a program, the sooner it waits for memory: the state of 4096 particles stays in the cache, that of a million ' +
      'does not. LAMMPS, lj/cut/opt as above, beside it in the same rounds.',
    'Peak resident memory of the whole process, Node’s own 60 MiB and the reading of the file included.',
  ];
  if (options.quick) notes.push('**N = 1048576 skipped**: asked for by `--quick`.');
  return {
    title: 'Cost against size, 2DIPL at constant energy',
    columns: ['N', 'a step and particle', 'of that at 4096', 'a step', 'peak memory', 'LAMMPS', 'of that at 4096'],
    rows: turns.map((timings, at) => [
      String(timings[0].particles),
      `${threeDigits(cost[at] * 1e9)} ns`,
      formatRatio(cost[at], cost[0]),
      formatSeconds(cost[at] * timings[0].particles),
      `${Math.max(...timings.map((timing) => timing.peakMiB)).toFixed(0)} MiB`,
      peer === null ? '' : `${threeDigits(median(peers[at]) * 1e9)} ns`,
      peer === null ? '' : formatRatio(median(peers[at]), median(peers[0])),
    ]),
    notes,
  };
}

/** Seconds that the command takes to make and analyse samples with so many workers, by the clock. */
function simulateSeconds(samples: number, workers: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-bench-'));
  try {
    const project = join(folder, 'samples.keycore');
    const call = ['simulate', PROTOCOL, '--samples', String(samples), '--workers', String(workers), '-o', project];
    const before = performance.now();
    const run = spawnSync(process.execPath, [COMMAND, ...call], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`keycore ${call.join(' ')}: exit ${run.status}\n${run.stderr}`);
    return (performance.now() - before) / 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Steps a second of as many processes of dynamics at once, all of them together, by the clock; not bound to a core. */
async function togetherPerSecond(file: string, processes: number): Promise<number> {
  const request = requestOf(file, '2dipl', { steps: 5 * BENCH_STATE.steps });
  const one = async (): Promise<number> => {
    const { stdout } = await execute(process.execPath, [WORKLOAD, JSON.stringify(request)]);
    return request.steps / (JSON.parse(stdout) as DynamicsTiming).seconds;
  };
  const speeds = await Promise.all(Array.from({ length: processes }, one));
  return speeds.reduce((sum, speed) => sum + speed, 0);
}

/** Samples an hour of one worker and of two, by the clock, beside what the machine gives to two processes. */
export async function workerTable(options: BenchOptions): Promise<BenchTable> {
  const file = relaxedFile('2dipl', BENCH_STATE.particles, options.say);
  const samples: number[][] = [[], []];
  const steps: number[][] = [[], []];
  for (let round = 0; round < (options.quick ? 1 : WORKER_ROUNDS); round++)
    for (const workers of [1, 2]) {
      options.say(`${SAMPLES} samples with ${workers} worker${workers === 1 ? '' : 's'}: round ${round + 1}`);
      samples[workers - 1].push((3600 * SAMPLES) / simulateSeconds(SAMPLES, workers));
      steps[workers - 1].push(await togetherPerSecond(file, workers));
    }
  const gain = (of: number[][]): string => formatRatio(median(of[1].map((value, round) => value / of[0][round])), 1);
  return {
    title: 'Two workers against one',
    columns: ['what', 'one', 'two', 'gain'],
    rows: [
      ['samples an hour', median(samples[0]).toFixed(0), median(samples[1]).toFixed(0), gain(samples)],
      [
        'steps a second of processes that share nothing',
        median(steps[0]).toFixed(0),
        median(steps[1]).toFixed(0),
        gain(steps),
      ],
    ],
    notes: [
      `Samples: \`simulate assets/examples/2dipl-quick.json --samples ${SAMPLES} --workers …\`, made and analysed, from the ` +
        'start of the command to its end. By the clock, not bound to a core; medians of interleaved rounds, gains formed ' +
        `within a round. The system counts ${availableParallelism()} processors, and two threads of one core count as two: ` +
        'the second row is what two processes that have nothing to do with each other gain here, and the most that workers ' +
        `can. Load ${loadavg()[0].toFixed(1)} at the end, the runs' own included.`,
    ],
  };
}

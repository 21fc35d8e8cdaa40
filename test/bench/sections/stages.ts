import { fileURLToPath } from 'node:url';

import { runForJson } from '../one-core.ts';
import { relaxedFile } from '../samples.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { formatSeconds, threeDigits, type BenchTable } from '../table.ts';
import type { StagesResult } from '../workloads/stages.ts';

const MODES = 20;
/** Particles and repetitions within one process (the median is shown). */
const SIZES: readonly { particles: number; repeats: number }[] = [
  { particles: 1024, repeats: 15 },
  { particles: 4096, repeats: 9 },
  { particles: 16_384, repeats: 5 },
  { particles: 65_536, repeats: 3 },
];
/** With `--quick` the largest is left out (its quench takes minutes). */
const QUICK_LIMIT = 16_384;
/** The size that factorisation per particle is compared with. */
const YARDSTICK = 4096;

const WORKLOAD = fileURLToPath(new URL('../workloads/stages.ts', import.meta.url));
/** Rows that are parts of another row and do not count towards the sum. */
const PART = 'of it the factorisation';
const FACTORISATIONS = [PART, 'Hessian, ordering and factorisation'] as const;

function sumOfStages(result: StagesResult): number {
  return Object.entries(result.seconds).reduce((sum, [name, seconds]) => (name === PART ? sum : sum + seconds), 0);
}

async function run(options: BenchOptions): Promise<BenchTable[]> {
  const sizes = SIZES.filter(({ particles }) => !options.quick || particles <= QUICK_LIMIT);
  const results: StagesResult[] = [];
  for (const { particles, repeats } of sizes) {
    const file = relaxedFile('2dipl', particles, options.say);
    options.say(`N = ${particles}`);
    const call = (times: number): string[] => [WORKLOAD, file, '2dipl', String(MODES), String(times)];
    // Memory by a process of its own: repetitions leave garbage behind.
    const { peakMiB, peaksPerStage } = await runForJson<StagesResult>(process.execPath, call(1));
    const timed = await runForJson<StagesResult>(process.execPath, call(repeats));
    results.push({ ...timed, peakMiB, peaksPerStage });
  }
  const yardstick = results.find((result) => result.particles === YARDSTICK);
  if (yardstick === undefined) throw new Error(`no result for N = ${YARDSTICK}`);
  const names = Object.keys(yardstick.seconds);
  const perParticle = (result: StagesResult, name: string): number => result.seconds[name] / result.particles;
  const columns = ['', ...results.map((result) => `N = ${result.particles}`)];
  const notes = [
    `2DIPL, inherent structures of random starts; medians of ${sizes.map(({ repeats }) => repeats).join(', ')} ` +
      'repetitions in one process each.',
    '"Of it the factorisation" is a factorisation of H + 1 with the same ordering, its inertia checked, which is a ' +
      'little more than the factorisation itself.',
  ];
  if (options.quick) notes.push('**N = 65536 skipped**: asked for by `--quick`.');
  const memory: BenchTable = {
    title: 'Peak resident memory of each stage',
    columns,
    rows: [
      ...names.map((name) => [name, ...results.map((result) => `${result.peakMiB[name].toFixed(0)} MiB`)]),
      ['**largest**', ...results.map((result) => `${Math.max(...Object.values(result.peakMiB)).toFixed(0)} MiB`)],
      ['factorised Hessian itself', ...results.map((result) => `${(result.factorBytes / 2 ** 20).toFixed(1)} MiB`)],
      ['entries of the factor', ...results.map((result) => `${(result.factorEntries / 1e6).toFixed(2)} · 10⁶`)],
    ],
    notes: [
      results.every((result) => result.peaksPerStage)
        ? 'Of a whole process that runs the stages once (Node itself takes some 60 MiB), the peak counted again at ' +
          'every stage; what earlier stages hold is included.'
        : 'Of the whole process since its start: this system cannot count the peak again at every stage.',
    ],
  };
  return [
    {
      title: 'Time of each stage',
      columns,
      rows: [
        ...names.map((name) => [name, ...results.map((result) => formatSeconds(result.seconds[name]))]),
        ['**sum**', ...results.map((result) => formatSeconds(sumOfStages(result)))],
        ...FACTORISATIONS.map((name) => [
          name === PART ? 'factorisation per particle' : 'with Hessian and ordering, per particle',
          ...results.map(
            (result) =>
              `${threeDigits(perParticle(result, name) / perParticle(yardstick, name))} × that at ${YARDSTICK}`,
          ),
        ]),
      ],
      notes,
    },
    memory,
  ];
}

/** How time and memory of each stage grow with N. */
export const stagesSection: BenchSection = { id: 'stages', title: 'Time and memory of each stage', run };

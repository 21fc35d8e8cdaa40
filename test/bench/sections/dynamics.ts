import { loadavg } from 'node:os';

import type { DynamicsPrecision, ThermostatSpec } from '../../../native-workers/addon.ts';
import { modelById, type Model } from '../../../native-workers/models/registry.ts';
import {
  dataFileOf,
  equilibrateWithLammps,
  timeLammps,
  type LammpsTiming,
  type ListSettings,
} from '../peers/lammps-dynamics.ts';
import { lammpsPotential, type LammpsPotential } from '../peers/lammps-potential.ts';
import { lammpsVersion } from '../peers/lammps-minimise.ts';
import { relaxedFile } from '../samples.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { formatRatio, median, threeDigits, type BenchTable } from '../table.ts';
import { readConfiguration } from '../workloads/read-configuration.ts';
import { BENCH_STATE, ours, sizeTable, workerTable, type PeerStep } from './dynamics-growth.ts';

const { particles, temperature, timeStep, steps: OWN_STEPS } = BENCH_STATE;
/** Turns of the comparison; each takes every program once. */
const ROUNDS = 7;
const QUICK_ROUNDS = 3;
/** Timed steps of one run: a second or less, so that a round is short beside the machine's other business. */
const LAMMPS_STEPS = 1000;
/** Instruction sets that are compared, best first. */
const VARIANTS = ['x86-64-v4', 'x86-64-v3', 'x86-64-v2'] as const;
/** Widths of LAMMPS's list that are tried, and how eagerly it looks whether a new one is due. */
const SKINS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
const LOOKS = [
  { every: 1, delay: 0 },
  { every: 2, delay: 6 },
];
/** Ways to run a model in LAMMPS, the one that ratios are taken to first. */
function peerPotentials(model: Model): { name: string; potential: LammpsPotential }[] {
  const { potential } = model;
  const same = lammpsPotential(model);
  if (potential.form === 'lennard-jones') return [{ name: 'lj/smooth/linear', potential: same }];
  if (potential.form !== 'inverse-power') throw new Error(`no peer for the form '${potential.form}'`);
  const { epsilon, sigma, cutoff } = potential;
  const coefficients = [
    [1, 1, 0],
    [1, 2, 1],
    [2, 2, 3],
  ].map(([a, b, at]) => `pair_coeff ${a} ${b} ${epsilon[at]} ${sigma[at]} ${cutoff[at]}`);
  const standIn = { commands: [`pair_style lj/cut ${Math.max(...cutoff)}`, ...coefficients], files: new Map() };
  return [
    { name: 'lj/cut/opt as a stand-in', potential: standIn },
    { name: 'the potential itself by `table spline`', potential: same },
  ];
}

/** Variants that are built and run here. */
async function usableVariants(file: string, model: string): Promise<string[]> {
  const best = (await ours(file, model, { warmUpSteps: 0, steps: 1 })).variant;
  const usable: string[] = [];
  for (const variant of VARIANTS.slice(
    Math.max(
      0,
      VARIANTS.findIndex((name) => name === best),
    ),
  )) {
    try {
      await ours(file, model, { variant, warmUpSteps: 0, steps: 1 });
      usable.push(variant);
    } catch (error) {
      // Only the best and the lowest are built unless asked for.
      if (!(error instanceof Error) || !error.message.includes('not built in')) throw error;
    }
  }
  return usable.length === 0 ? [best] : usable;
}

interface Contender {
  name: string;
  steps: number;
  time: () => Promise<{ seconds: number; cpuSeconds: number; lists: number }>;
}

/** LAMMPS's fastest way to keep its list: each setting twice, the better time counts, late lists disqualify. */
async function bestSettings(potential: LammpsPotential, warm: string): Promise<{ best: ListSettings; tried: string }> {
  const results: { settings: ListSettings; cpuSeconds: number }[] = [];
  for (const skin of SKINS)
    for (const look of LOOKS) {
      const settings = { skin, ...look };
      const runs: LammpsTiming[] = [];
      for (let turn = 0; turn < 2; turn++)
        runs.push(await timeLammps(potential, warm, timeStep, settings, LAMMPS_STEPS / 2));
      if (runs.every((run) => run.dangerousLists === 0))
        results.push({ settings, cpuSeconds: Math.min(...runs.map((run) => run.cpuSeconds)) });
    }
  results.sort((a, b) => a.cpuSeconds - b.cpuSeconds);
  if (results.length === 0) throw new Error('no setting keeps LAMMPS’s list in time');
  const tried = `skins ${SKINS.join(', ')} σ, looking for a new list every step from the first or every second from the sixth`;
  return { best: results[0].settings, tried };
}

async function speedTable(modelId: string, options: BenchOptions): Promise<BenchTable> {
  const model = modelById(modelId);
  const file = relaxedFile(modelId, particles, options.say);
  const contenders: Contender[] = [];
  const notes = [
    `N = ${particles}, density ${model.density}, temperature ${temperature.toFixed(1)}, time step ${timeStep}, one core. ` +
      'Steps a second of the processor’s time: what other processes take of the core does not count, what they take of ' +
      'its shared units and caches does. Every round takes each program once, one after the other; medians of ' +
      `${options.quick ? QUICK_ROUNDS : ROUNDS} rounds, ratios formed within a round.`,
  ];
  if (lammpsVersion() === null) notes.push('**LAMMPS skipped**: no `lmp` on this machine.');
  else {
    const start = dataFileOf(await readConfiguration(file), model);
    const chosen: string[] = [];
    for (const { name, potential } of peerPotentials(model)) {
      options.say(`${model.label}: LAMMPS, ${name}: its best list`);
      const warm = await equilibrateWithLammps(potential, start, temperature, timeStep);
      const { best, tried } = await bestSettings(potential, warm);
      contenders.push({
        name: `LAMMPS ${lammpsVersion()}, ${name}`,
        steps: LAMMPS_STEPS,
        time: () => timeLammps(potential, warm, timeStep, best, LAMMPS_STEPS),
      });
      if (chosen.length === 0) chosen.push(`LAMMPS runs with \`-sf opt\` and its fastest of ${tried}`);
      chosen.push(`${name}: skin ${best.skin}, every ${best.every}, delay ${best.delay}`);
    }
    notes.push(
      `${chosen.join('; ')}. Its own loop time times its own share of the processor, constant energy, after 200 steps. ` +
        (model.potential.form === 'inverse-power'
          ? 'LAMMPS has the inverse power only as a table, which is not vectorised; `lj/cut` with the same σ and cutoffs ' +
            'stands in for it. At the same density and temperature its pressure is 79 against 26: it moves less, and needs ' +
            'fewer lists.'
          : 'There is no OPT version of `lj/smooth/linear`; it is the very same potential.'),
    );
  }
  const kinds: { thermostat: ThermostatSpec['kind']; precision?: DynamicsPrecision; label: string; all: boolean }[] = [
    { thermostat: 'none', label: 'constant energy', all: true },
    { thermostat: 'none', precision: 'double', label: 'constant energy, forces in double precision', all: false },
    { thermostat: 'rescaling', label: 'stochastic rescaling', all: false },
    { thermostat: 'langevin', label: 'Langevin', all: false },
  ];
  const variants = await usableVariants(file, modelId);
  for (const { thermostat, precision = 'mixed', label, all } of kinds)
    for (const variant of all ? variants : variants.slice(0, 1))
      contenders.push({
        name: `Keycore ${variant}, ${label}`,
        steps: OWN_STEPS,
        time: async () => {
          const timing = await ours(file, modelId, { thermostat, precision, variant });
          return { ...timing, lists: timing.rebuilds };
        },
      });
  const rounds: { perSecond: number; wall: number; stepsPerList: number }[][] = [];
  for (let round = 0; round < (options.quick ? QUICK_ROUNDS : ROUNDS); round++) {
    options.say(`${model.label}: round ${round + 1}`);
    const results = [];
    for (const { steps, time } of contenders) {
      const { seconds, cpuSeconds, lists } = await time();
      results.push({ perSecond: steps / cpuSeconds, wall: steps / seconds, stepsPerList: steps / Math.max(1, lists) });
    }
    rounds.push(results);
  }
  notes.push('Variants: the best and the lowest are always built, others where asked for (`-DKEYCORE_VARIANTS`).');
  notes.push(`Load of the machine at the end: ${loadavg()[0].toFixed(1)}.`);
  const withPeer = lammpsVersion() !== null;
  return {
    title: `Steps a second, ${model.label} (${modelId})`,
    columns: ['program', 'steps/s', 'of LAMMPS’s', 'by the clock', 'µs a step', 'steps a list'],
    rows: contenders.map((contender, at) => {
      const perSecond = median(rounds.map((round) => round[at].perSecond));
      return [
        contender.name,
        perSecond.toFixed(0),
        withPeer ? formatRatio(median(rounds.map((round) => round[at].perSecond / round[0].perSecond)), 1) : '',
        median(rounds.map((round) => round[at].wall)).toFixed(0),
        threeDigits(1e6 / perSecond),
        median(rounds.map((round) => round[at].stepsPerList)).toFixed(0),
      ];
    }),
    notes,
  };
}

/** LAMMPS on larger samples, with the list that is best for the one of 4096. */
async function peerGrowth(options: BenchOptions): Promise<PeerStep | null> {
  if (lammpsVersion() === null) return null;
  const model = modelById('2dipl');
  const [{ potential }] = peerPotentials(model);
  const start = dataFileOf(await readConfiguration(relaxedFile('2dipl', particles, options.say)), model);
  const warm = await equilibrateWithLammps(potential, start, temperature, timeStep);
  const { best } = await bestSettings(potential, warm);
  return async (copies, steps) => (await timeLammps(potential, warm, timeStep, best, steps, copies)).cpuSeconds / steps;
}

async function run(options: BenchOptions): Promise<BenchTable[]> {
  return [
    await speedTable('2dipl', options),
    await speedTable('2dka', options),
    await sizeTable(options, await peerGrowth(options)),
    await workerTable(options),
  ];
}

/** Molecular dynamics beside LAMMPS, how it grows with N, and what a second worker brings. */
export const dynamicsSection: BenchSection = { id: 'dynamics', title: 'Molecular dynamics', run };

import { fileURLToPath } from 'node:url';

import { modelById } from '../../../native-workers/models/registry.ts';
import { runForJson } from '../one-core.ts';
import { lammpsVersion, minimiseWithLammps } from '../peers/lammps-minimise.ts';
import { randomStartFile } from '../samples.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { formatRatio, formatSeconds, type BenchTable } from '../table.ts';
import type { MinimiseFileResult } from '../workloads/minimise.ts';

const PARTICLES = 4096;
const REPEATS = 3;
/** What FIRE is asked for, and what only ours is asked for. */
const COMMON_TOLERANCE = 1e-8;
const OWN_TOLERANCE = 1e-11;

const WORKLOAD = fileURLToPath(new URL('../workloads/minimise.ts', import.meta.url));

async function ours(file: string, model: string, tolerance: number): Promise<MinimiseFileResult> {
  const call = [WORKLOAD, file, model, String(tolerance), String(REPEATS)];
  return runForJson<MinimiseFileResult>(process.execPath, call);
}

function rowOf(name: string, start: string, tolerance: number, result: MinimiseFileResult): string[] {
  return [
    name,
    start,
    tolerance.toExponential(0),
    formatSeconds(result.seconds),
    '',
    `${result.evaluations} + ${result.newtonSteps} Newton`,
    result.maxForce.toExponential(1),
    result.energyPerParticle.toFixed(4),
  ];
}

async function tableOf(modelId: string, options: BenchOptions): Promise<BenchTable> {
  const model = modelById(modelId);
  const start = randomStartFile(model, PARTICLES);
  options.say(`${model.label}: ours`);
  const toCommon = await ours(start, modelId, COMMON_TOLERANCE);
  const rows = [
    rowOf('Keycore', 'random', COMMON_TOLERANCE, toCommon),
    rowOf('Keycore', 'random', OWN_TOLERANCE, await ours(start, modelId, OWN_TOLERANCE)),
  ];
  const notes = [`Keycore: median of ${REPEATS}; LAMMPS: one run, its own loop time.`];
  if (lammpsVersion() === null) notes.push('**LAMMPS skipped**: no `lmp` on this machine.');
  else {
    options.say(`${model.label}: LAMMPS, at most ${options.peerLimitSeconds} s`);
    const pushed = start.replace(/\.data$/, '-pushed.data');
    const peer = await minimiseWithLammps(model, start, pushed, COMMON_TOLERANCE, options.peerLimitSeconds);
    const fromPushed = await ours(pushed, modelId, COMMON_TOLERANCE);
    rows.push(rowOf('Keycore', 'pushed off', COMMON_TOLERANCE, fromPushed));
    rows.push([
      `LAMMPS ${peer.version}, fire`,
      'pushed off',
      COMMON_TOLERANCE.toExponential(0),
      peer.reached ? formatSeconds(peer.seconds) : `> ${formatSeconds(peer.seconds)}`,
      `${peer.reached ? '' : '> '}${formatRatio(peer.seconds, fromPushed.seconds)}`,
      String(peer.evaluations),
      peer.maxForce.toExponential(1),
      peer.energyPerParticle.toFixed(4),
    ]);
    notes.push(
      `LAMMPS cannot start from particles on top of each other; its push-off (soft cosine, ${formatSeconds(peer.pushOffSeconds)}) ` +
        `is not counted, and Keycore is also run from the file that it leaves. ` +
        (peer.reached ? '' : `It stopped without arriving: ${peer.stopped}. `) +
        `The ratio is to Keycore from the same start. Different minima are found: the energies tell them apart.`,
    );
  }
  return {
    title: `${model.label} (${modelId}), N = ${PARTICLES}, to max|F|`,
    columns: ['program', 'start', 'wanted', 'time', 'of Keycore’s', 'force evaluations', 'max\\|F\\| reached', 'U/N'],
    rows,
    notes,
  };
}

async function run(options: BenchOptions): Promise<BenchTable[]> {
  return [await tableOf('2dka', options), await tableOf('2dipl', options)];
}

/** A fresh random start to its inherent structure, beside LAMMPS's FIRE. */
export const minimisationSection: BenchSection = { id: 'minimisation', title: 'Minimisation of a random start', run };

// Makes the projects in assets/ with the commands a user would type: an ensemble is made until a sample of it meets the
// conditions below, and that one sample is then made again, by itself and with twenty modes. Samples depend on their seeds only,
// so that both are the same to the bit. Says which were passed over and why. Run by `npm run make-samples [ID…]`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../native-workers/analysis/report/report.ts';
import { openProject } from '../src-main/project/open-project.ts';
import { ROOT } from './setup/root.mjs';

interface Shipped {
  id: string;
  configuration: string;
  /** Samples made between two looks at them. */
  batch: number;
  /** Why a sample is not taken; empty texts where it is. */
  objections: (report: Report) => string[];
}

const MAX_SAMPLES = 1000;

/** A modulus whose angles differ much, and by little once the key-core string is pinned: what the paper's Fig. 4 shows. */
const ANISOTROPY = { atLeast: 1, pinnedAtMost: 0.15, ratioAtLeast: 8 };
const TRANSVERSE_AT_LEAST = 0.85;
/** Particles of the core beside the maximum of Ψ. */
const CORE_AT_LEAST = 5;
const STRING_AT_LEAST = 3;

/** A clear case: by its phononShare, and by N·PR and ω_T as well. */
function notQlm({ qlm }: Report) {
  return [
    qlm?.verdict === 'qlm'
      ? ''
      : `lowest mode ${qlm?.verdict ?? 'undecided'} (phonon share ${qlm?.phononShare?.toFixed(2) ?? 'unknown'})`,
    qlm?.isQlm === true ? '' : `lowest mode not localised (N·PR ${qlm?.participants.toFixed(0) ?? 'unknown'})`,
  ];
}

function notLocal({ modes, keyCore }: Report) {
  const [lowest] = modes;
  return [
    lowest.transverse > TRANSVERSE_AT_LEAST ? '' : `T ${lowest.transverse.toFixed(3)}`,
    keyCore.squareIds === null ? 'no key-core square' : '',
  ];
}

function notACore({ core, keyCore }: Report) {
  return [
    core.clusterIds.length >= CORE_AT_LEAST ? '' : `a core of ${core.clusterIds.length}`,
    keyCore.stringIds.length >= STRING_AT_LEAST ? '' : `a key-core string of ${keyCore.stringIds.length}`,
  ];
}

function notAnisotropic({ elasticity }: Report) {
  const pinned = elasticity?.pinnedShear ?? null;
  const unpinned = elasticity?.relativeAnisotropy ?? null;
  if (pinned === null || unpinned === null) return ['no moduli'];
  const left = (pinned.max - pinned.min) / pinned.mean;
  return [
    unpinned > ANISOTROPY.atLeast ? '' : `anisotropy ${unpinned.toFixed(2)}`,
    left < ANISOTROPY.pinnedAtMost && unpinned > ANISOTROPY.ratioAtLeast * left ? '' : `pinned ${left.toFixed(2)}`,
  ];
}

const SAMPLES: readonly Shipped[] = [
  {
    id: '2dipl-glass',
    configuration: '2dipl-instantaneous',
    batch: 8,
    objections: (report) => [...notQlm(report), ...notLocal(report), ...notACore(report)],
  },
  // A single mode weighs the more in the modulus the smaller the sample is.
  {
    id: '2dipl-qlm',
    configuration: '2dipl-qlm',
    batch: 40,
    objections: (report) => [...notQlm(report), ...notLocal(report), ...notACore(report), ...notAnisotropic(report)],
  },
  {
    id: '2dka-qlm',
    configuration: '2dka-quick',
    batch: 8,
    objections: (report) => [...notQlm(report), ...notLocal(report)],
  },
  // Its protocol itself tries until both vacancies are reconstructed.
  { id: 'crystal-vacancies', configuration: 'crystal-vacancies', batch: 1, objections: () => [] },
];

function say(text: string) {
  process.stdout.write(`${text}\n`);
}

/** Runs the command line; its own messages go to the terminal. */
function keycore(...words: string[]) {
  say(`keycore ${words.join(' ')}`);
  const { status } = spawnSync(process.execPath, ['bin/keycore.js', ...words], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`keycore ${words[0]} ended with exit code ${String(status)}`);
}

/** Index of the first sample of a configuration that is taken. */
async function find({ configuration, batch, objections }: Shipped, file: string, search: string) {
  let seen = 0;
  for (let samples = batch; samples <= MAX_SAMPLES; samples += batch) {
    keycore('simulate', file, '--samples', String(samples), '--keep-modes', '1', '-o', search);
    using project = await openProject(search, { mode: 'read' });
    const [job] = project.listJobs();
    for (const { number, position } of project.allottedSamples(job.number).slice(seen)) {
      seen += 1;
      const { report } = project.readSample(number);
      const against = objections(report).filter((text) => text !== '');
      say(
        `sample ${number}: ω₀ ${report.modes[0].omega.toFixed(4)}; ${against.length === 0 ? 'taken' : against.join(', ')}`,
      );
      if (against.length === 0) return position;
    }
  }
  throw new Error(`none of ${MAX_SAMPLES} samples of ${configuration} will do`);
}

process.chdir(ROOT);
const asked = process.argv.slice(2);
for (const id of asked)
  if (!SAMPLES.some((sample) => sample.id === id))
    throw new Error(`no sample '${id}'; there are ${SAMPLES.map((sample) => sample.id).join(', ')}`);
for (const sample of SAMPLES.filter(({ id }) => asked.length === 0 || asked.includes(id))) {
  const file = join('assets', 'examples', `${sample.configuration}.json`);
  const folder = mkdtempSync(join(tmpdir(), 'keycore-shipped-'));
  try {
    const index = await find(sample, file, join(folder, 'search.keycore'));
    const made = join(folder, `${sample.id}.keycore`);
    keycore('simulate', file, '--first', String(index), '--samples', '1', '--keep-modes', '20', '-o', made);
    const target = join('assets', `${sample.id}.keycore`);
    rmSync(target, { force: true });
    keycore('merge', made, '-o', target);
    say(`${target} made`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

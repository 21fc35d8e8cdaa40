import { fileURLToPath } from 'node:url';

import { pythonWithScipy } from '../machine.ts';
import { runForJson, runOnOneCore } from '../one-core.ts';
import { relaxedFile } from '../samples.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { formatRatio, formatSeconds, median, type BenchTable } from '../table.ts';
import type { AnalyseFileResult } from '../workloads/analyse-file.ts';

const PARTICLES = 4096;
const MODES = 20;
/** Analyses in one process of ours: the first is cold. */
const REPEATS = 5;
/** Fresh processes of ours in each round, and of what is measured once each. */
const PROCESSES = 3;

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const WORKLOAD = path('../workloads/analyse-file.ts');
const COMMAND_LINE = path('../../../bin/keycore.js');

/** What every peer prints of itself. */
interface PeerResult {
  seconds: Record<string, number>;
  omega: number[];
  maxPsi: number;
  transverse?: number;
  string?: number[];
  peakMiB: number;
  versions: string;
}

/** One line of the table before its ratios. */
interface Contender {
  name: string;
  seconds: number;
  peakMiB: number | null;
  remark: string;
}

/** Ours, in rounds before, between and after the peers, so that a busy spell of the machine meets all of them. */
class OurRounds {
  readonly #file: string;
  readonly #processes: AnalyseFileResult[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  async measure(): Promise<void> {
    const call = [WORKLOAD, this.#file, '2dipl', String(MODES), String(REPEATS)];
    for (let k = 0; k < PROCESSES; k++)
      this.#processes.push(await runForJson<AnalyseFileResult>(process.execPath, call));
  }

  /** What was found; the same in every process. */
  get found(): AnalyseFileResult {
    return this.#processes[0];
  }

  /** The contenders of ours: cold, and median of everything after the first of each process. */
  summary(): { warm: number; first: number; peakMiB: number; count: number } {
    const warm = this.#processes.flatMap(({ seconds }) => seconds.slice(1));
    return {
      warm: median(warm),
      first: median(this.#processes.map(({ seconds }) => seconds[0])),
      peakMiB: median(this.#processes.map(({ peakMiB }) => peakMiB)),
      count: warm.length,
    };
  }
}

/** Median wall time of the whole command, from start to exit. */
async function commandLineSeconds(file: string): Promise<number> {
  const times: number[] = [];
  for (let k = 0; k < PROCESSES; k++) {
    const call = [COMMAND_LINE, 'analyze', file, '--model', '2dipl', '--modes', String(MODES), '--json', '-'];
    const run = await runOnOneCore(process.execPath, call);
    if (run.exitCode !== 0) throw new Error(`keycore analyze: exit ${run.exitCode ?? 'by signal'}\n${run.stderr}`);
    times.push(run.seconds);
  }
  return median(times);
}

/** Largest relative difference of what two programs found; throws where they do not agree to nine digits. */
function disagreement(ours: AnalyseFileResult, peer: PeerResult): number {
  const pairs = peer.omega.map((omega, k) => [omega, ours.omega[k]] as const);
  pairs.push([peer.maxPsi, ours.maxPsi]);
  if (peer.transverse !== undefined) pairs.push([peer.transverse, ours.transverse]);
  const worst = Math.max(...pairs.map(([a, b]) => Math.abs(a / b - 1)));
  if (!(worst < 1e-9)) throw new Error(`the peer found something else: relative difference ${worst}`);
  if (peer.string !== undefined && String(peer.string) !== String(ours.string))
    throw new Error(`the peer found another string: ${String(peer.string)} and ${String(ours.string)}`);
  return worst;
}

/** Stage times of a peer for the remark column. */
function stagesOf(peer: PeerResult): string {
  const stages = Object.entries(peer.seconds).filter(([name, seconds]) => name !== 'total' && seconds >= 0.02);
  return `${peer.versions}: ${stages.map(([name, seconds]) => `${name} ${formatSeconds(seconds)}`).join(', ')}`;
}

async function measurePeers(
  file: string,
  ours: OurRounds,
  options: BenchOptions,
): Promise<{ contenders: Contender[]; notes: string[] }> {
  const python = pythonWithScipy();
  if (python === null)
    return { contenders: [], notes: ['**Peers skipped**: no Python with numpy and scipy on this machine.'] };
  const contenders: Contender[] = [];
  const notes: string[] = [];
  const differences: number[] = [];
  const run = async (name: string, script: string, rest: string[], repeats: number): Promise<void> => {
    options.say(`peer: ${name}`);
    const results: PeerResult[] = [];
    for (let k = 0; k < repeats; k++)
      results.push(await runForJson<PeerResult>(python, [path(`../peers/${script}`), file, ...rest]));
    differences.push(...results.map((result) => disagreement(ours.found, result)));
    contenders.push({
      name,
      seconds: median(results.map((result) => result.seconds['total'])),
      peakMiB: Math.max(...results.map((result) => result.peakMiB)),
      remark: stagesOf(results[0]),
    });
    await ours.measure();
  };
  await run('scipy, tuned', 'scipy_route.py', [String(MODES)], PROCESSES);
  await run('scipy, plain', 'scipy_route.py', [String(MODES), 'plain'], 1);
  if (options.quick) notes.push('**numpy dense skipped**: asked for by `--quick`.');
  else await run('numpy dense (Hessian, eigh, Ψ only)', 'numpy_dense.py', [], 1);
  notes.push(
    `All programs found the same frequencies, max Ψ, transverse share of the lowest mode and key-core string; largest ` +
      `relative difference ${Math.max(...differences).toExponential(1)}. Times of the peers begin in the running ` +
      `interpreter and include reading the file.`,
  );
  return { contenders, notes };
}

async function run(options: BenchOptions): Promise<BenchTable[]> {
  const file = relaxedFile('2dipl', PARTICLES, options.say);
  options.say('ours');
  const ours = new OurRounds(file);
  await ours.measure();
  const commandLine = await commandLineSeconds(file);
  const { contenders, notes } = await measurePeers(file, ours, options);
  const { warm, first, peakMiB: ourPeak, count } = ours.summary();
  const all: Contender[] = [
    { name: 'Keycore', seconds: warm, peakMiB: ourPeak, remark: `in a process that has done one, median of ${count}` },
    { name: 'Keycore, first analysis', seconds: first, peakMiB: null, remark: 'of a fresh process' },
    {
      name: 'Keycore, whole command',
      seconds: commandLine,
      peakMiB: null,
      remark: `\`analyze FILE --json -\` from start to exit, median of ${PROCESSES}`,
    },
    ...contenders,
  ];
  const rows = all.map(({ name, seconds, peakMiB, remark }) => [
    name,
    formatSeconds(seconds),
    formatRatio(seconds, warm),
    formatRatio(seconds, first),
    peakMiB === null ? '' : `${peakMiB.toFixed(0)} MiB`,
    remark,
  ]);
  return [
    {
      title: `From a relaxed file to everything \`analyze\` reports, 2DIPL, N = ${PARTICLES}, ${MODES} modes`,
      columns: ['program', 'time', 'of Keycore', 'of its first', 'peak memory', 'remarks'],
      rows,
      notes: [
        ...notes,
        '"Tuned" is: vectorised assembly, SuperLU in symmetric mode with minimum degree on Aᵀ + A, Ψ by 2N solves in ' +
          'blocks of 16. "Plain" is SuperLU as it comes and one solve at a time.',
      ],
    },
  ];
}

/** File in, report out, beside scipy and numpy on the same file. */
export const analysisSection: BenchSection = { id: 'analysis', title: 'Analysis of a relaxed file', run };

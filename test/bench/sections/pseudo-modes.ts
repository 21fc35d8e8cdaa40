import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pythonWithScipy } from '../machine.ts';
import { runForJson } from '../one-core.ts';
import { relaxedFile } from '../samples.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { formatRatio, formatSeconds, median, type BenchTable } from '../table.ts';
import type { PseudoModesResult } from '../workloads/pseudo-modes.ts';

const PARTICLES = 4096;
/** Minimisations of ours, and those of the peers. */
const OUR_MODES = 200;
const PEER_MODES = 20;
/** Where that many different modes exist. */
const LARGE = 16_384;
const REPEATS = 5;

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const WORKLOAD = path('../workloads/pseudo-modes.ts');
const PEER = path('../peers/scipy_pseudo_modes.py');
const FOLDER = path('../../../build/bench');

/** What the peer prints of itself. */
interface PeerResult {
  seconds: Record<string, number>;
  stiffness: number[];
  residual: number;
  starts: number;
  versions: string;
}

interface Line {
  name: string;
  modes: string;
  seconds: number;
  perMode: number;
  remark: string;
}

async function ours(
  file: string,
  starts: number,
  merging: 'merge' | 'each',
  dipoles?: string,
): Promise<PseudoModesResult & { typical: number }> {
  const rest = dipoles === undefined ? [] : [dipoles];
  const call = [WORKLOAD, file, '2dipl', String(starts), String(REPEATS), merging, ...rest];
  const result = await runForJson<PseudoModesResult>(process.execPath, call);
  // The first loads the kernels.
  return { ...result, typical: median(result.seconds.slice(1)) };
}

/** Throws unless both found the same modes. */
function disagreement(our: PseudoModesResult, peer: PeerResult, tolerance: number): number {
  if (peer.stiffness.length !== our.stiffness.length)
    throw new Error(`the peer found ${peer.stiffness.length} different modes, ours ${our.stiffness.length}`);
  const worst = Math.max(...peer.stiffness.map((value, k) => Math.abs(value / our.stiffness[k] - 1)));
  if (!(worst < tolerance)) throw new Error(`the peer found other modes: κ differs by ${worst}`);
  return worst;
}

function remarkOf({ stages, solves, distinct }: PseudoModesResult): string {
  const times = Object.entries(stages).map(([name, seconds]) => `${name} ${formatSeconds(seconds)}`);
  return `${distinct} different ones; ${solves} solves; ${times.join(', ')}`;
}

async function measurePeers(file: string, dipoles: string, our: PseudoModesResult, options: BenchOptions) {
  const python = pythonWithScipy();
  if (python === null)
    return { lines: [], notes: ['**Peers skipped**: no Python with numpy and scipy on this machine.'] };
  const lines: Line[] = [];
  const notes: string[] = [];
  const run = async (name: string, route: string, repeats: number, tolerance: number, remark: string) => {
    options.say(`peer: ${name}`);
    const results: PeerResult[] = [];
    for (let k = 0; k < repeats; k++)
      results.push(
        await runForJson<PeerResult>(python, [PEER, file, dipoles, route], { limitSeconds: options.peerLimitSeconds }),
      );
    const seconds = median(results.map((result) => result.seconds['total']));
    const [{ residual, versions, starts }] = results;
    const worst = disagreement(our, results[0], tolerance);
    lines.push({
      name,
      modes: String(starts),
      seconds,
      perMode: seconds / starts,
      remark: `${versions}; ${remark}; residual ${residual.toExponential(0)}; κ as ours to ${worst.toExponential(0)}`,
    });
  };
  // 1e-4: residuals of 1e-8 leave κ within 1e-9 or so, those of an optimiser that ends at 1e-4 leave 1e-6.
  await run('scipy, fixed point', 'fixed-point', 3, 1e-6, 'z ← H⁺g(z) in one block, SuperLU');
  if (options.quick) notes.push('Left out by --quick: scipy.optimize.');
  else await run('scipy.optimize', 'optimise', 1, 1e-4, 'L-BFGS-B of C, one start after another');
  return { lines, notes };
}

async function run(options: BenchOptions): Promise<BenchTable[]> {
  const file = relaxedFile('2dipl', PARTICLES, options.say);
  mkdirSync(FOLDER, { recursive: true });
  const dipoles = join(FOLDER, 'pseudo-dipoles.json');
  options.say(`${OUR_MODES} pseudo-harmonic modes, N = ${PARTICLES}`);
  const each = await ours(file, OUR_MODES, 'each');
  const few = await ours(file, PEER_MODES, 'each', dipoles);
  const { lines, notes } = await measurePeers(file, dipoles, few, options);
  const again = await ours(file, OUR_MODES, 'each');
  const merged = await ours(file, OUR_MODES, 'merge');
  const typical = median([each.typical, again.typical]);
  const line = (name: string, result: PseudoModesResult & { typical: number }, seconds = result.typical): Line => ({
    name,
    modes: String(result.starts),
    seconds,
    perMode: seconds / result.starts,
    remark: remarkOf(result),
  });
  const all = [
    line('Keycore', each, typical),
    line('Keycore', few),
    line('Keycore, known modes left early', merged),
    ...lines,
  ];
  const tables: BenchTable[] = [
    {
      title: `Pseudo-harmonic modes from the softest bonds, 2DIPL, N = ${PARTICLES}`,
      columns: ['program', 'minimisations', 'time', `of Keycore's ${OUR_MODES}`, 'each', 'remarks'],
      rows: all.map(({ name, modes, seconds, perMode, remark }) => [
        ...[name, modes, formatSeconds(seconds), formatRatio(seconds, typical), formatSeconds(perMode), remark],
      ]),
      notes: [
        ...notes,
        `From positions to modes: Hessian, factorisation, choice of starts (not in the peers, which are given ours), ` +
          `every start minimised to a residual ≤ 1e-8. Different modes are fewer than starts: a sample of this size has some seventy.`,
      ],
    },
  ];
  if (options.quick) return tables;
  options.say(`all pseudo-harmonic modes, N = ${LARGE}`);
  const large = await ours(relaxedFile('2dipl', LARGE, options.say), 8 * OUR_MODES, 'merge');
  tables.push({
    title: `Different modes of a larger sample, 2DIPL, N = ${LARGE}`,
    columns: ['starts', 'different modes', 'time', 'each', 'remarks'],
    rows: [
      [
        String(large.starts),
        String(large.distinct),
        formatSeconds(large.typical),
        formatSeconds(large.typical / large.distinct),
        remarkOf(large),
      ],
    ],
    notes: [],
  });
  return tables;
}

/** 200 minimisations of ours beside 20 of scipy from the same starts. */
export const pseudoModesSection: BenchSection = { id: 'pseudo-modes', title: 'Pseudo-harmonic modes', run };

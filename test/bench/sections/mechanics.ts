import { fileURLToPath } from 'node:url';

import { runForJson } from '../one-core.ts';
import { relaxedFile } from '../samples.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { formatRatio, formatSeconds, threeDigits, type BenchTable } from '../table.ts';
import type { MechanicsResult } from '../workloads/mechanics.ts';

const PARTICLES = 4096;
const REPEATS = 15;
/** Angles at which the other way is done. */
const ANGLES = 12;
const WORKLOAD = fileURLToPath(new URL('../workloads/mechanics.ts', import.meta.url));

/** Angles of a curve at 1°, and those of them at which G differs: it has a period of 180°. */
const TURN = 360;
const HALF_TURN = 180;

function responseTable(found: MechanicsResult): BenchTable {
  const inSolves = (seconds: number): string => threeDigits(seconds / (found.fourSolves / 4));
  const row = (what: string, seconds: number): string[] => [what, formatSeconds(seconds), inSolves(seconds)];
  const pin = (times: readonly number[], count: number): string[] => {
    const seconds = times[count - 1];
    return [
      formatSeconds(seconds),
      `${inSolves(seconds)} (${threeDigits(seconds / (found.fourSolves / 4) / count)} a particle)`,
    ];
  };
  return {
    title: `G(θ) and pinning, 2DIPL, N = ${PARTICLES}, with the Hessian factorised`,
    columns: ['what', 'time', 'in solves'],
    rows: [
      row('four solves', found.fourSolves),
      row('all else of the free G(θ): forces, Born term, products, 360 angles', found.beyondSolves),
      row('of it the curve at 360 angles', found.curve),
      ...[2, 5, 10].map((count) => [
        `pin ${count} particles that lie together, curve included`,
        ...pin(found.pinNear, count),
      ]),
      ['pin 10 that are scattered over the sample', ...pin(found.pinScattered, 10)],
    ],
    notes: [
      `"In solves" is beside a quarter of the four solves; a single right-hand side takes ${formatSeconds(found.oneSolve)}, ` +
        'as the factor has to be read for it as well.',
      'Nothing is kept from one pinned set to the next, and nothing needs to be: the inverse of H between ten particles ' +
        'takes less than the solves for their columns, because only the fronts between them and the root of the ' +
        'factorisation are gone through.',
    ],
  };
}

function curvesTable(found: MechanicsResult): BenchTable {
  const curves = found.square > 0 ? 4 : 3;
  const every = curves * TURN * found.refactorise;
  const sparing = (curves - 1 + HALF_TURN) * found.refactorise;
  const ours = found.report + found.tessellation;
  const row = (what: string, seconds: number): string[] => [what, formatSeconds(seconds), formatRatio(seconds, ours)];
  return {
    title: `Five curves at 1° with hidden strings, 2DIPL, N = ${PARTICLES}`,
    columns: ['way', 'time', 'of Keycore'],
    rows: [
      row('Keycore, Voronoi tessellation and the four solves included', ours),
      row(`refactorising for every angle and set (${curves} × ${TURN})`, every),
      row(`refactorising sparingly: once for each fixed set, once for each of ${HALF_TURN} angles`, sparing),
    ],
    notes: [
      `Key-core string of ${found.string}, ${found.square > 0 ? 'a square' : 'no square'}, ${found.union} particles ` +
        `excited at some angle, ${threeDigits(found.excited)} at one on average.`,
      `The other ways are extrapolated: ${found.measured} numeric factorisations (${ANGLES} angles of each pinned curve) on ` +
        `the pattern of H, each with one solve and its modulus, took ${formatSeconds(found.refactorise)} on average, whatever ` +
        `the set; multiplied by their number. Finding the strings is left out of them. Largest relative difference of G by ` +
        `both ways: ${found.difference.toExponential(1)}.`,
    ],
  };
}

async function run(options: BenchOptions): Promise<BenchTable[]> {
  const file = relaxedFile('2dipl', PARTICLES, options.say);
  options.say('linear response, pinning, strings');
  const call = [WORKLOAD, file, '2dipl', String(REPEATS), String(ANGLES)];
  const found = await runForJson<MechanicsResult>(process.execPath, call);
  if (!(found.difference < 1e-9)) throw new Error(`the two ways differ by ${found.difference}`);
  return [responseTable(found), curvesTable(found)];
}

export const mechanicsSection: BenchSection = { id: 'mechanics', title: 'Mechanics', run };

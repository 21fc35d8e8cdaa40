import { BadInput } from '../bad-input.ts';

/** φ, φ′ and φ″ of one pair of species. */
export interface PairFunction {
  value: (r: number) => number;
  first: (r: number) => number;
  second: (r: number) => number;
}

/** φ, φ′ and φ″ at equidistant nodes from `first` to the cutoff: what the kernels interpolate by quintics. */
export interface PairNodes {
  first: number;
  value: Float64Array;
  slope: Float64Array;
  curvature: Float64Array;
}

/** Largest error of φ″ between nodes, relative to |φ″| + |φ′|/r + |φ|/r². */
const TOLERANCE = 1e-9;
/** Intervals tried in turn. More would lose by rounding (∝ 1/h²) what they gain by interpolation (∝ h⁴). */
const FEWEST_INTERVALS = 250;
const MOST_INTERVALS = 16_000;
/**
 * Repulsion at the first node in units of the pair's typical energy, the first of these that a table can be made for:
 * no collision in a liquid gets below it. A slow divergence (1/r) rises so little that the highest walls lie where no
 * spacing of nodes is both fine enough and not too fine.
 */
const WALLS = [1000, 300, 100, 30] as const;
/** Distances probed for the wall, each a share of the one before. */
const PROBE_RATIO = 0.995;
/** Where nothing repels so strongly the nodes begin here, as a share of the cutoff. */
const INNERMOST = 1e-3;
/** Distances probed on the way to contact for a divergence: the cutoff times powers of a half. */
const CONTACT_HALVINGS = 60;

function fail(pair: string, what: string): never {
  throw new BadInput(`pair ${pair}: ${what}`, { field: 'model.potential.expression' });
}

function finite(pair: string, f: PairFunction, r: number): number {
  const [value, first, second] = [f.value(r), f.first(r), f.second(r)];
  if (!Number.isFinite(value) || !Number.isFinite(first) || !Number.isFinite(second))
    fail(
      pair,
      `φ = ${value}, φ′ = ${first}, φ″ = ${second} at r = ${Number(r.toPrecision(6))}; it must be finite, with both derivatives, up to the cutoff`,
    );
  return value;
}

/** u(r) = φ(r) − φ(r_c) − (r − r_c) φ′(r_c). */
function shifted(f: PairFunction, cutoff: number): (r: number) => number {
  const [value, slope] = [f.value(cutoff), f.first(cutoff)];
  return (r) => f.value(r) - value - (r - cutoff) * slope;
}

/** Refuses what falls without bound towards contact: such particles collapse onto each other. */
function checkContact(pair: string, u: (r: number) => number, cutoff: number, energy: number): void {
  let before = u(cutoff / 2);
  for (let k = 2; k <= CONTACT_HALVINGS; k++) {
    const here = u(cutoff * 2 ** -k);
    // Infinitely repulsive, or beyond the range of numbers, as ∞ − ∞.
    if (here === Infinity || Number.isNaN(here)) return;
    if (here === -Infinity || (here < -WALLS[0] * energy && here < before))
      fail(
        pair,
        `it diverges to −∞ at contact (φ = ${here.toExponential(2)} at r = ${(cutoff * 2 ** -k).toExponential(2)})`,
      );
    before = here;
  }
}

/** The largest distance at which u reaches each wall, the highest wall first; of a soft core the innermost distance. */
function innerRadii(pair: string, f: PairFunction, u: (r: number) => number, cutoff: number, energy: number): number[] {
  const radii: number[] = [];
  const walls = [...WALLS].reverse();
  for (let r = cutoff * PROBE_RATIO; r > INNERMOST * cutoff && radii.length < walls.length; r *= PROBE_RATIO) {
    finite(pair, f, r);
    while (radii.length < walls.length && u(r) >= walls[radii.length] * energy) radii.push(r);
  }
  if (radii.length > 0) return radii.reverse();
  finite(pair, f, INNERMOST * cutoff);
  return [INNERMOST * cutoff];
}

/** φ″ of the quintic half-way between nodes k and k + 1. */
function curvatureBetween({ value, slope, curvature }: PairNodes, h: number, k: number): number {
  const v = h * slope[k];
  const a = (h * h * curvature[k]) / 2;
  const rise = value[k + 1] - value[k] - v - a;
  const bend = h * (slope[k + 1] - slope[k]) - 2 * a;
  const twist = (h * h * (curvature[k + 1] - curvature[k])) / 2;
  const [c3, c4, c5] = [10 * rise - 4 * bend + twist, -15 * rise + 7 * bend - 2 * twist, 6 * rise - 3 * bend + twist];
  return (2 * a + 3 * c3 + 3 * c4 + 2.5 * c5) / (h * h);
}

function sample(f: PairFunction, first: number, cutoff: number, intervals: number): PairNodes {
  const h = (cutoff - first) / intervals;
  const at = (g: (r: number) => number): Float64Array =>
    Float64Array.from({ length: intervals + 1 }, (_, k) => g(k === intervals ? cutoff : first + k * h));
  return { first, value: at(f.value), slope: at(f.first), curvature: at(f.second) };
}

/** Largest relative error of φ″ half-way between nodes, and where it is: what halving the spacing would change. */
function worstError(f: PairFunction, nodes: PairNodes, cutoff: number): { error: number; r: number } {
  const intervals = nodes.value.length - 1;
  const h = (cutoff - nodes.first) / intervals;
  let worst = { error: 0, r: cutoff };
  for (let k = 0; k < intervals; k++) {
    const r = nodes.first + (k + 0.5) * h;
    const exact = f.second(r);
    const scale = Math.abs(exact) + Math.abs(f.first(r)) / r + Math.abs(f.value(r)) / (r * r);
    const error = Math.abs(curvatureBetween(nodes, h, k) - exact) / scale;
    // A value that is not finite is the worst of all.
    if (!(error <= worst.error)) worst = { error, r };
  }
  return worst;
}

/** A pair potential as it is checked and tabulated: where its nodes begin, and how many intervals it needs. */
export interface TabulationPlan {
  first: number;
  intervals: number;
}

/**
 * Where the nodes of a pair must begin and how many they must be, for φ″ to be good to 1e-9 between them: the number of
 * intervals is doubled until the values half-way agree. `energy`: of the pair at its usual distance.
 * Throws `BadInput` naming the pair for a φ that is not finite up to the cutoff, diverges to −∞ at contact, or is not
 * smooth enough (a kink, a singular derivative), with the distance where that shows.
 */
export function planTabulation(pair: string, f: PairFunction, cutoff: number, energy: number): TabulationPlan {
  finite(pair, f, cutoff);
  const u = shifted(f, cutoff);
  checkContact(pair, u, cutoff, energy);
  let best = { error: Infinity, r: cutoff };
  for (const first of innerRadii(pair, f, u, cutoff, energy))
    for (let intervals = FEWEST_INTERVALS; intervals <= MOST_INTERVALS; intervals *= 2) {
      const worst = worstError(f, sample(f, first, cutoff, intervals), cutoff);
      if (worst.error <= TOLERANCE) return { first, intervals };
      if (!(worst.error >= best.error)) best = worst;
    }
  return fail(
    pair,
    `φ″ cannot be tabulated to ${TOLERANCE}: near r = ${best.r.toPrecision(4)} the error stays ${best.error.toExponential(1)}; ` +
      'is there a kink, a singular derivative, or too weak a repulsion at contact?',
  );
}

/** The nodes of a plan, with as many intervals as asked for (at least the plan's: pairs of one table share a number). */
export function tabulate(f: PairFunction, plan: TabulationPlan, cutoff: number, intervals: number): PairNodes {
  return sample(f, plan.first, cutoff, intervals);
}

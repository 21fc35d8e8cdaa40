import { BadInput } from '../text/bad-input.ts';
import { type Cutoff, cutOff, type PairFunction } from './cut-off.ts';

/**
 * u, u′ and u″ at equidistant nodes from `first` to the cutoff: what the kernels interpolate by quintics. Of the
 * u as it is cut off rather than of φ: it is small where it ends, and what rounding does to φ″ goes with its size.
 */
export interface PairNodes {
  first: number;
  value: Float64Array;
  slope: Float64Array;
  curvature: Float64Array;
}

/** Target for the error of φ″ between nodes, relative to |u″| + |u′|/r + |u|/r² + (typical energy)/r_c². */
const TOLERANCE = 1e-9;
/**
 * Error that is accepted where no spacing reaches the target: nodes are doubles, and rounding them enters φ″ as
 * 2⁻⁵³ u · 6/h². A kink or a singular derivative errs by 1e-6 and far more.
 */
const ROUNDING_TOLERANCE = 3e-8;
/** Intervals tried in turn. More would lose by rounding (∝ 1/h²) what they gain by interpolation (∝ h⁴). */
const MIN_INTERVALS = 250;
const MAX_INTERVALS = 16_000;
/**
 * Repulsion at the first node in units of the pair's typical energy, the first of these that a table can be made for:
 * no collision in a liquid gets below it. A slow divergence (1/r) rises so little that the highest walls lie where no
 * spacing of nodes is both fine enough and not too fine.
 */
const WALLS = [1000, 300, 100, 30] as const;
/** Distances probed for the wall, each a share of the one before. */
const PROBE_RATIO = 0.995;
/** First node, as a share of the cutoff, of a pair that nowhere repels so strongly. */
const MIN_RADIUS_PER_CUTOFF = 1e-3;
/** Distances probed on the way to contact for a divergence: the cutoff times powers of a half. */
const CONTACT_HALVINGS = 60;

/** Throws `BadInput` for the potential of a pair, named A-B. */
export function refusePair(pair: string, what: string): never {
  throw new BadInput(`pair ${pair}: ${what}`, { field: 'model.potential.expression' });
}

function requireFinite(pair: string, f: PairFunction, r: number) {
  const [value, first, second] = [f.value(r), f.first(r), f.second(r)];
  if (![value, first, second].every(Number.isFinite))
    refusePair(
      pair,
      `φ = ${value}, φ′ = ${first}, φ″ = ${second} at r = ${Number(r.toPrecision(6))}; it must be finite, with both derivatives, up to the cutoff`,
    );
}

/** Refuses what falls without bound towards contact: such particles collapse onto each other. */
function checkContact(pair: string, u: PairFunction, cutoff: number, energy: number) {
  let before = u.value(cutoff / 2);
  for (let k = 2; k <= CONTACT_HALVINGS; k++) {
    const r = cutoff * 2 ** -k;
    const here = u.value(r);
    // Infinitely repulsive, or beyond the range of numbers, as ∞ − ∞.
    if (here === Infinity || Number.isNaN(here)) return;
    if (here === -Infinity || (here < -WALLS[0] * energy && here < before))
      refusePair(pair, `it diverges to −∞ at contact (φ = ${here.toExponential(2)} at r = ${r.toExponential(2)})`);
    before = here;
  }
}

/** The largest distance at which u reaches each wall, the highest wall first; of a soft core the innermost distance. */
function innerRadii(pair: string, f: PairFunction, cutoff: Cutoff, energy: number) {
  const u = cutOff(f, cutoff);
  const least = MIN_RADIUS_PER_CUTOFF * cutoff.distance;
  const radii: number[] = [];
  const walls = WALLS.toReversed();
  for (let r = cutoff.distance * PROBE_RATIO; r > least && radii.length < walls.length; r *= PROBE_RATIO) {
    requireFinite(pair, f, r);
    while (radii.length < walls.length && u.value(r) >= walls[radii.length] * energy) radii.push(r);
  }
  if (radii.length > 0) return radii.reverse();
  requireFinite(pair, f, least);
  return [least];
}

/**
 * Where φ″ is compared between two nodes, as shares of the interval: half-way, where interpolation errs most, and where
 * rounding of φ at the nodes does, at the extremes of 60t − 180t² + 120t³, by which a difference of φ enters φ″.
 */
const PROBES = [0.5, 0.5 - Math.sqrt(1 / 12), 0.5 + Math.sqrt(1 / 12)] as const;

/** φ″ of the quintic between nodes k and k + 1, at t = 0 … 1 of the way. */
function curvatureBetween({ value, slope, curvature }: PairNodes, h: number, k: number, t: number) {
  const v = h * slope[k];
  const a = (h * h * curvature[k]) / 2;
  const rise = value[k + 1] - value[k] - v - a;
  const bend = h * (slope[k + 1] - slope[k]) - 2 * a;
  const twist = (h * h * (curvature[k + 1] - curvature[k])) / 2;
  const [c3, c4, c5] = [10 * rise - 4 * bend + twist, -15 * rise + 7 * bend - 2 * twist, 6 * rise - 3 * bend + twist];
  return (2 * a + t * (6 * c3 + t * (12 * c4 + t * (20 * c5)))) / (h * h);
}

/** The nodes of a pair from `first` to the cutoff. */
export function tabulate(f: PairFunction, first: number, cutoff: Cutoff, intervals: number): PairNodes {
  const h = (cutoff.distance - first) / intervals;
  const u = cutOff(f, cutoff);
  const at = (g: (r: number) => number): Float64Array =>
    Float64Array.from({ length: intervals + 1 }, (_, k) => g(k === intervals ? cutoff.distance : first + k * h));
  return { first, value: at(u.value), slope: at(u.first), curvature: at(u.second) };
}

/** Largest relative error of φ″ between nodes, and where it is. */
function worstError(f: PairFunction, nodes: PairNodes, cutoff: Cutoff, energy: number) {
  const { distance } = cutoff;
  // Where u runs out to nothing, an error counts by what the pair's stiffness is of the order of.
  const least = energy / (distance * distance);
  const intervals = nodes.value.length - 1;
  const h = (distance - nodes.first) / intervals;
  const u = cutOff(f, cutoff);
  let worst = { error: 0, r: distance };
  for (let k = 0; k < intervals; k++) {
    for (const t of PROBES) {
      const r = nodes.first + (k + t) * h;
      const exact = u.second(r);
      const scale = least + Math.abs(exact) + Math.abs(u.first(r)) / r + Math.abs(u.value(r)) / (r * r);
      const error = Math.abs(curvatureBetween(nodes, h, k, t) - exact) / scale;
      // A value that is not finite is the worst of all.
      if (!(error <= worst.error)) worst = { error, r };
    }
  }
  return worst;
}

/** A pair potential as it is checked and tabulated: where its nodes begin, and how many intervals it needs. */
export interface TabulationPlan {
  first: number;
  intervals: number;
}

/**
 * Where the nodes of a pair must begin and how many they must be, for φ″ to be good to 1e-9 between them (to
 * 3e-8 where rounding allows no better): the number of
 * intervals is doubled until the values between them agree. `energy`: of the pair at its usual distance.
 * Throws `BadInput` naming the pair for a φ that is not finite up to the cutoff, diverges to −∞ at contact, or is not
 * smooth enough (a kink, a singular derivative), with the distance where that shows.
 */
export function planTabulation(pair: string, f: PairFunction, cutoff: Cutoff, energy: number): TabulationPlan {
  requireFinite(pair, f, cutoff.distance);
  checkContact(pair, cutOff(f, cutoff), cutoff.distance, energy);
  let best = { error: Infinity, r: cutoff.distance };
  let fallback: TabulationPlan | null = null;
  for (const first of innerRadii(pair, f, cutoff, energy)) {
    let least = ROUNDING_TOLERANCE;
    let here: TabulationPlan | null = null;
    for (let intervals = MIN_INTERVALS; intervals <= MAX_INTERVALS; intervals *= 2) {
      const worst = worstError(f, tabulate(f, first, cutoff, intervals), cutoff, energy);
      if (worst.error <= TOLERANCE) return { first, intervals };
      if (!(worst.error >= best.error)) best = worst;
      if (worst.error <= least) [least, here] = [worst.error, { first, intervals }];
    }
    fallback ??= here;
  }
  if (fallback !== null) return fallback;
  return refusePair(
    pair,
    `φ″ cannot be tabulated to ${TOLERANCE}: near r = ${best.r.toPrecision(4)} the error stays ${best.error.toExponential(1)}; ` +
      'is there a kink, a singular derivative, or too weak a repulsion at contact?',
  );
}

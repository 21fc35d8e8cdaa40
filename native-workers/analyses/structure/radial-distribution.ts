import { BadInput } from '../../text/bad-input.ts';
import { boxArea, type Box } from '../../configuration/configuration.ts';
import { forClosePairs, halfWidth } from './close-pairs.ts';

/** Default reach, σ: ten coordination shells of a glass, beyond which g is 1 to a percent. */
const DEFAULT_REACH = 12;
const DEFAULT_BINS = 240;

interface RadialDistributionOptions {
  /** Largest distance, σ; at most half the narrower width of the box. Default: that, or 12 where the box is larger. */
  maxDistance?: number;
  /** Shells of equal width. Default 240. */
  bins?: number;
}

/** g(r) in `bins` shells of equal width. */
export interface RadialDistribution {
  /** Middle of each shell, σ. */
  r: Float64Array;
  /** Width of a shell, σ. */
  width: number;
  /** g of all pairs whatever their species. */
  total: Float64Array;
  /** g_ab of each pair of species a ≤ b, AA first: AA, AB, …, BB, …; null where there is no such pair of particles. */
  partial: { pair: [number, number]; g: Float64Array | null }[];
}

/** Row of the pair (a, b) of species in the list AA, AB, …, BB, …. */
function pairRow(a: number, b: number, species: number) {
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  return low * species - (low * (low - 1)) / 2 + high - low;
}

/**
 * Radial distribution function of a periodic configuration,
 *
 *   g_ab(r) = V n_ab(r, r + w) / (M_ab π[(r + w)² − r²]),   M_aa = N_a(N_a − 1)/2,  M_ab = N_a N_b,
 *
 * with n_ab the pairs whose nearest images lie in the shell. Each shell is divided by its exact area, and M_ab counts
 * the pairs there are, so that independent uniform particles give 1 on average in every shell, for every N.
 * The total counts all pairs: g = Σ_ab M_ab g_ab / Σ_ab M_ab.
 *
 * `positions`: 2N, need not be wrapped; `species`: index of each particle below `speciesCount`. Box orthogonal or
 * tilted (|xy| ≤ lx/2). Throws `BadInput` for fewer than two particles and a distance beyond half the box.
 */
export function radialDistribution(
  box: Box,
  positions: Float64Array,
  species: Uint8Array,
  speciesCount: number,
  options: RadialDistributionOptions = {},
): RadialDistribution {
  const { maxDistance = Math.min(halfWidth(box), DEFAULT_REACH), bins = DEFAULT_BINS } = options;
  const particles = species.length;
  if (particles < 2) throw new BadInput(`g(r) needs two particles or more, got ${particles}`);
  if (!Number.isInteger(bins) || bins < 1)
    throw new BadInput(`g(r) in ${bins} shells: expected a whole number above 0`);
  const width = maxDistance / bins;
  const rows = (speciesCount * (speciesCount + 1)) / 2;
  const counts = new Float64Array(rows * bins);
  const rowOf = Int32Array.from({ length: speciesCount * speciesCount }, (_, at) =>
    pairRow(Math.floor(at / speciesCount), at % speciesCount, speciesCount),
  );
  forClosePairs(box, positions, maxDistance, (i, j, squared) => {
    // Rounding may put a distance just below the last edge on it.
    const bin = Math.min(bins - 1, Math.floor(Math.sqrt(squared) / width));
    counts[rowOf[species[i] * speciesCount + species[j]] * bins + bin]++;
  });
  const members = new Array<number>(speciesCount).fill(0);
  for (const kind of species) members[kind]++;
  const shell = Float64Array.from({ length: bins }, (_, k) => (Math.PI * width * width * (2 * k + 1)) / boxArea(box));
  const partial: RadialDistribution['partial'] = [];
  const all = new Float64Array(bins);
  for (let a = 0; a < speciesCount; a++)
    for (let b = a; b < speciesCount; b++) {
      const pairs = a === b ? (members[a] * (members[a] - 1)) / 2 : members[a] * members[b];
      const counted = counts.subarray(partial.length * bins, (partial.length + 1) * bins);
      for (let k = 0; k < bins; k++) all[k] += counted[k];
      partial.push({ pair: [a, b], g: pairs === 0 ? null : counted.map((n, k) => n / (pairs * shell[k])) });
    }
  const pairs = (particles * (particles - 1)) / 2;
  return {
    r: Float64Array.from({ length: bins }, (_, k) => (k + 0.5) * width),
    width,
    total: all.map((n, k) => n / (pairs * shell[k])),
    partial,
  };
}

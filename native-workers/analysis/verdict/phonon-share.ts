import type { Control } from '../../addon.ts';
import type { Box } from '../../configuration/configuration.ts';
import { squaredNorm } from '../modes/participation-ratio.ts';
import { type PlaneWave, planeWaves, shortestWaveVector, type WaveSpeeds } from './plane-waves.ts';

/** Modes whose shares in plane waves are wanted. */
export interface PhononShareInput {
  box: Box;
  /** x0, y0, x1, y1, …, 2N; wrapped into the box or not. */
  positions: Float64Array;
  /** modes × 2N displacements u, of any length. */
  displacements: Float64Array;
  /** ω of each of them, 0 or more. */
  omegas: readonly number[];
  speeds: WaveSpeeds;
  /** Default and at most `MAX_WAVES`: a mode that would be held against more has no share. */
  maxWaves?: number | undefined;
  control?: Control | undefined;
}

export interface PhononShares {
  /** Of each mode, 0 to 1; null where more than `maxWaves` waves lie below its cuts, or u is none. */
  shares: (number | null)[];
  /** Of each mode: dimension of the space of displacements that its waves span; null where those are too many. */
  dimensions: (number | null)[];
}

/**
 * Most waves (cos and sin counted) that a mode is held against; some 300 modes lie below them. Time grows as the square
 * of their number, and a share in so many waves tells little of a mode.
 */
export const MAX_WAVES = 512;

/**
 * A wave of which less than this is left once the waves before it are taken out, as a fraction of its length √(N/2), is a
 * combination of them: in a crystal, waves that differ by a reciprocal lattice vector; of few particles, the last ones.
 */
const DEPENDENT_BELOW = 1e-5;

/** Particles that are summed over at a time: their factors stay in the cache. */
const BLOCK = 512;

/** Ratio of edges beyond which nothing can be said of wave vectors in doubles; no sample has such a box. */
const THINNEST = 1e-12;

/** Whether the edges are lengths that a box can have. */
export function isBox({ lx, ly }: Box): boolean {
  return lx > 0 && ly > 0 && lx / ly >= THINNEST && ly / lx >= THINNEST;
}

/** Longest wave vector that can matter: more than `MAX_WAVES` waves are shorter, whatever the shape of the box. */
function longestWaveVector(box: Box) {
  // |k| ≤ q holds one of each ±k q²V/8π times, and 0.64 of that or more in any box less long than the other bound allows;
  // of a longer one the multiples of its shortest k are enough.
  const enough = Math.sqrt(16 * Math.PI * MAX_WAVES) / Math.sqrt(box.lx) / Math.sqrt(box.ly);
  return Math.min(enough, MAX_WAVES * shortestWaveVector(box));
}

/** Values of the functions at the particles `first` … `first + count − 1`: functions × BLOCK. */
function fillFactors(
  factors: Float64Array,
  vectors: readonly PlaneWave[],
  positions: Float64Array,
  first: number,
  count: number,
) {
  factors.fill(1, 0, count);
  vectors.forEach(({ kx, ky }, at) => {
    const cosines = 2 * (at + 1) * BLOCK;
    const sines = cosines + BLOCK;
    for (let i = 0; i < count; i++) {
      const phase = kx * positions[2 * (first + i)] + ky * positions[2 * (first + i) + 1];
      factors[cosines + i] = Math.cos(phase);
      factors[sines + i] = Math.sin(phase);
    }
  });
}

/**
 * Adds the four dot products of the rows at `a`, `a + BLOCK` with those at `b`, `b + BLOCK` to `sums`: those of the
 * first row at `at` and after it, those of the second at `next`.
 */
function addDotPairs(
  sums: Float64Array,
  at: number,
  next: number,
  left: Float64Array,
  a: number,
  right: Float64Array,
  b: number,
  count: number,
) {
  let [s00, s01, s10, s11] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const a0 = left[a + i];
    const a1 = left[a + BLOCK + i];
    const b0 = right[b + i];
    const b1 = right[b + BLOCK + i];
    s00 += a0 * b0;
    s01 += a0 * b1;
    s10 += a1 * b0;
    s11 += a1 * b1;
  }
  sums[at] += s00;
  sums[at + 1] += s01;
  sums[next] += s10;
  sums[next + 1] += s11;
}

/**
 * Sums over the particles of products of the functions 1, 0, cos k·r, sin k·r, cos k′·r, …: pairs of functions, each with
 * the numbers 2 × pair and 2 × pair + 1. `products`: Σ_i f_a f_b, functions × functions, the lower half; `moments`:
 * Σ_i f_a u_i of each mode, modes × functions × 2. `taken`: of each mode, how many of the pairs it is held against.
 */
function sumOver(input: PhononShareInput, vectors: readonly PlaneWave[], taken: readonly number[]) {
  const { positions, displacements, control } = input;
  const size = positions.length;
  const pairs = vectors.length + 1;
  const functions = 2 * pairs;
  const products = new Float64Array(functions * functions);
  const moments = new Float64Array(taken.length * functions * 2);
  const factors = new Float64Array(functions * BLOCK);
  const components = new Float64Array(2 * BLOCK);
  for (let first = 0; 2 * first < size; first += BLOCK) {
    if (control !== undefined && Atomics.load(control, 0) !== 0) break;
    const count = Math.min(BLOCK, size / 2 - first);
    fillFactors(factors, vectors, positions, first, count);
    for (let a = 0; a < pairs; a++)
      for (let b = 0; b <= a; b++) {
        const at = 2 * a * functions + 2 * b;
        addDotPairs(products, at, at + functions, factors, 2 * a * BLOCK, factors, 2 * b * BLOCK, count);
      }
    for (let mode = 0; mode < taken.length; mode++) {
      const start = mode * size + 2 * first;
      for (let i = 0; i < count; i++) {
        components[i] = displacements[start + 2 * i];
        components[BLOCK + i] = displacements[start + 2 * i + 1];
      }
      for (let a = 0; a < taken[mode]; a++) {
        const at = 2 * (mode * functions + 2 * a);
        addDotPairs(moments, at, at + 2, factors, 2 * a * BLOCK, components, 0, count);
      }
    }
  }
  return { functions, products, moments };
}

/** A displacement p f(r) on the particles: a translation (f = 1), or one half of a standing wave. */
interface Displacement extends Pick<PlaneWave, 'px' | 'py' | 'from'> {
  /** Index of f among the functions of `sumOver`. */
  function: number;
}

const TRANSLATIONS: readonly Displacement[] = [
  { px: 1, py: 0, from: 0, function: 0 },
  { px: 0, py: 1, from: 0, function: 0 },
];

/**
 * R of the QR decomposition of the displacements, in their order, as the Cholesky factor of their Gram matrix, row by
 * row; null in the place of a displacement that is a combination of those before it.
 */
function triangularFactor(
  all: readonly Displacement[],
  { functions, products }: ReturnType<typeof sumOver>,
  particles: number,
) {
  const least = (DEPENDENT_BELOW ** 2 * particles) / 2;
  const product = (a: Displacement, b: Displacement) => {
    const [high, low] = a.function > b.function ? [a.function, b.function] : [b.function, a.function];
    return (a.px * b.px + a.py * b.py) * products[high * functions + low];
  };
  const rows: (Float64Array | null)[] = [];
  all.forEach((displacement, at) => {
    const row = new Float64Array(at + 1);
    let left = product(displacement, displacement);
    for (let before = 0; before < at; before++) {
      const other = rows[before];
      if (other === null) continue;
      let sum = product(displacement, all[before]);
      for (let k = 0; k < before; k++) sum -= row[k] * other[k];
      row[before] = sum / other[before];
      left -= row[before] ** 2;
    }
    row[at] = Math.sqrt(Math.max(0, left));
    rows.push(left > least ? row : null);
  });
  return rows;
}

/**
 * phononShare(u) = ‖QQᵀu‖²/‖u‖² of every mode, Q an orthonormal basis of the plane waves on the particles that the mode
 * is held against (`planeWaves`), without the translations. The inner product is Σ_i a_i·b_i over displacements, as in
 * PR, ‖u_T‖² and ‖u_L‖², whatever the masses.
 *
 * Waves of all modes are in one order, so that one decomposition serves all: with W = QR of translations and waves,
 * Qᵀu = R⁻ᵀWᵀu, and a mode takes the first entries of it. WᵀW and Wᵀu need sums over the particles of products of cosines
 * and sines only. WᵀW is nearly a multiple of 1 as long as waves are long (its condition is 1.1 for the first shell), so
 * that its Cholesky factor is R to rounding. O(N × waves × (waves + modes)).
 *
 * Where `control` asks for a stop the result is of no use.
 */
export function phononShares(input: PhononShareInput): PhononShares {
  const { box, positions, displacements, omegas, speeds, maxWaves = MAX_WAVES } = input;
  const size = positions.length;
  const modes = omegas.length;
  if (displacements.length !== modes * size)
    throw new RangeError(`${displacements.length} displacements; expected ${modes} modes of ${size}`);
  if (!isBox(box)) throw new RangeError(`a box of ${box.lx} × ${box.ly}; expected edges above 0 and of like lengths`);
  const negative = omegas.find((omega) => !(omega >= 0));
  if (negative !== undefined) throw new RangeError(`a mode of frequency ${negative}; expected 0 or more`);
  const all = planeWaves(Math.max(0, ...omegas), speeds, box, longestWaveVector(box));
  const waves = all.slice(0, Math.floor(Math.min(maxWaves, MAX_WAVES) / 2));
  const tooMany = all.at(waves.length)?.from ?? Number.POSITIVE_INFINITY;

  // Transverse and longitudinal waves of one k have the same factors.
  const vectors: PlaneWave[] = [];
  const basis: Displacement[] = [...TRANSLATIONS];
  for (const wave of waves) {
    const known = vectors.findIndex(({ kx, ky }) => kx === wave.kx && ky === wave.ky);
    const pair = known === -1 ? vectors.push(wave) : known + 1;
    basis.push({ ...wave, function: 2 * pair }, { ...wave, function: 2 * pair + 1 });
  }
  /** Of each mode, how many of the basis it is held against; 0 where those are too many. */
  const widths = omegas.map((omega) => (omega < tooMany ? basis.filter(({ from }) => from <= omega).length : 0));
  // Functions come in the order in which waves first need them.
  const taken = widths.map((width) => Math.max(0, ...basis.slice(0, width).map((each) => 1 + (each.function >> 1))));
  const sums = sumOver(input, vectors, taken);
  const rows = triangularFactor(basis, sums, size / 2);

  const shares = widths.map((width, mode) => {
    if (width === 0) return null;
    const norm = squaredNorm(displacements.subarray(mode * size, (mode + 1) * size));
    const entries = new Float64Array(width);
    let share = 0;
    for (let at = 0; at < width; at++) {
      const row = rows[at];
      if (row === null) continue;
      const { px, py, function: f } = basis[at];
      const moment = 2 * (mode * sums.functions + f);
      let sum = px * sums.moments[moment] + py * sums.moments[moment + 1];
      for (let k = 0; k < at; k++) sum -= row[k] * entries[k];
      entries[at] = sum / row[at];
      if (at >= TRANSLATIONS.length) share += entries[at] ** 2;
    }
    // A mode that is all waves comes out as 1 but for rounding.
    return Number.isFinite(share / norm) ? Math.min(1, share / norm) : null;
  });
  const dimensions = widths.map((width) =>
    width === 0 ? null : rows.slice(TRANSLATIONS.length, width).filter((row) => row !== null).length,
  );
  return { shares, dimensions };
}

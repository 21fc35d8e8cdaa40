import type { Box } from '../../configuration/configuration.ts';
import { FourierTransform } from './fourier-transform.ts';

/** Density modes ρ(n, m) for 0 ≤ n ≤ columns, −rows ≤ m ≤ rows; the other half plane is their conjugate. */
interface DensityModes {
  columns: number;
  rows: number;
  /** Mode (n, m) stands at n·(2·rows + 1) + m + rows. */
  real: Float64Array;
  imaginary: Float64Array;
}

/** Grid points that each particle is spread over in either direction; the error falls tenfold with each. */
const SPREAD = 12;
/** The grid is at least this much finer than the largest wave vector asks for. */
const OVERSAMPLING = 2;
/** Shape of the Kaiser–Bessel window that is best at twofold oversampling: π w (1 − 1/(2·2)). */
const SHAPE = Math.PI * SPREAD * (1 - 1 / (2 * OVERSAMPLING));

/** Modified Bessel function I₀ by its power series, exact to rounding for the arguments met here (< 30). */
function bessel0(x: number) {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

/** The window at a distance of `x` grid points from a particle; 0 from SPREAD/2 on. */
function window(x: number) {
  const t = (2 * x) / SPREAD;
  return t * t < 1 ? bessel0(SHAPE * Math.sqrt(1 - t * t)) : 0;
}

/** Fourier transform of the window at mode k of a grid of `length` points: w sinh(√(β² − z²))/√(β² − z²), z = πwk/L. */
function windowTransform(k: number, length: number) {
  const z = (Math.PI * SPREAD * k) / length;
  const root = Math.sqrt(SHAPE * SHAPE - z * z);
  return (SPREAD * Math.sinh(root)) / root;
}

function gridLength(mode: number) {
  return 2 ** Math.max(5, Math.ceil(Math.log2(OVERSAMPLING * (2 * mode + 1))));
}

/** Value of the window at each of the SPREAD points about a coordinate (in grid points); returns the first point. */
function weigh(coordinate: number, weights: Float64Array) {
  const first = Math.ceil(coordinate - SPREAD / 2);
  for (let k = 0; k < SPREAD; k++) weights[k] = window(first + k - coordinate);
  return first;
}

/** The particles spread over a grid of `width` × `height` points by the window; row after row along the second edge. */
function spread(box: Box, positions: Float64Array, width: number, height: number) {
  const grid = new Float64Array(width * height);
  const weightsA = new Float64Array(SPREAD);
  const weightsB = new Float64Array(SPREAD);
  for (let at = 0; at < positions.length; at += 2) {
    const t = positions[at + 1] / box.ly;
    const s = (positions[at] - t * box.xy) / box.lx;
    const firstA = weigh((s - Math.floor(s)) * width, weightsA);
    const firstB = weigh((t - Math.floor(t)) * height, weightsB);
    for (let a = 0; a < SPREAD; a++) {
      // Lengths are powers of two: the mask wraps negative numbers too.
      const line = ((firstA + a) & (width - 1)) * height;
      for (let b = 0; b < SPREAD; b++) grid[line + ((firstB + b) & (height - 1))] += weightsA[a] * weightsB[b];
    }
  }
  return grid;
}

/**
 * ρ(n, m) = Σ_j exp(−2πi (n s_j + m t_j)), (s, t) the fractional coordinates: the density modes at all wave vectors
 * q = n b₁ + m b₂ of the box at once. Non-uniform fast Fourier transform: the particles are spread over a fine grid by a
 * Kaiser–Bessel window, the grid is transformed, and the window divided out; relative to N the error is below 1e-10.
 * N·144 + G log G operations, G ≥ 16·columns·rows points.
 * Source: Fessler & Sutton, IEEE Trans. Signal Process. 51, 560 (2003); Barnett et al., SIAM J. Sci. Comput. 41, C479 (2019).
 */
export function densityModes(box: Box, positions: Float64Array, columns: number, rows: number): DensityModes {
  const width = gridLength(columns);
  const height = gridLength(rows);
  const grid = spread(box, positions, width, height);
  const span = 2 * rows + 1;
  // Along the second edge: two real lines a transform, told apart by X(−m) = X(m)* of a real line.
  const along = new FourierTransform(height);
  const lineReal = new Float64Array(span * width);
  const lineImaginary = new Float64Array(span * width);
  for (let line = 0; line < width; line += 2) {
    const real = grid.slice(line * height, (line + 1) * height);
    const imaginary = grid.slice((line + 1) * height, (line + 2) * height);
    along.transform(real, imaginary);
    for (let m = -rows; m <= rows; m++) {
      const plus = m & (height - 1);
      const minus = -m & (height - 1);
      const at = (m + rows) * width + line;
      lineReal[at] = 0.5 * (real[plus] + real[minus]);
      lineImaginary[at] = 0.5 * (imaginary[plus] - imaginary[minus]);
      lineReal[at + 1] = 0.5 * (imaginary[plus] + imaginary[minus]);
      lineImaginary[at + 1] = 0.5 * (real[minus] - real[plus]);
    }
  }
  const across = new FourierTransform(width);
  const real = new Float64Array((columns + 1) * span);
  const imaginary = new Float64Array((columns + 1) * span);
  for (let m = -rows; m <= rows; m++) {
    const from = (m + rows) * width;
    const lineRe = lineReal.subarray(from, from + width);
    const lineIm = lineImaginary.subarray(from, from + width);
    across.transform(lineRe, lineIm);
    const fromB = windowTransform(m, height);
    for (let n = 0; n <= columns; n++) {
      const scale = 1 / (windowTransform(n, width) * fromB);
      real[n * span + m + rows] = lineRe[n] * scale;
      imaginary[n * span + m + rows] = lineIm[n] * scale;
    }
  }
  return { columns, rows, real, imaginary };
}

import { BadInput } from '../../text/bad-input.ts';
import { boxArea, type Box } from '../../configuration/configuration.ts';
import { densityModes } from './density-modes.ts';

/** Grids above this many wave vectors are a slip, not a question. */
const MAX_WAVE_VECTORS = 4_000_000;

/** S(q) averaged over shells of |q|; shells without a wave vector are left out. */
export interface StructureFactor {
  /** Mean |q| of the wave vectors in each shell, 1/σ; ascending. */
  q: Float64Array;
  s: Float64Array;
  /** Largest S(q) of a single wave vector in each shell: Bragg peaks stand out here whatever the shell's width. */
  largest: Float64Array;
  /** Wave vectors in each shell; q and −q, which have the same S, count as one. */
  vectors: Int32Array;
}

/** q = n b₁ + m b₂ with b₁ = 2π(1/lx, −xy/(lx ly)), b₂ = 2π(0, 1/ly): |q|. */
export function waveNumber(box: Box, n: number, m: number): number {
  const qx = (2 * Math.PI * n) / box.lx;
  return Math.hypot(qx, (2 * Math.PI * m - qx * box.xy) / box.ly);
}

/**
 * Static structure factor of a periodic configuration at the wave vectors of its box,
 *
 *   S(q) = |Σ_j exp(−i q·r_j)|² / N,   q = n b₁ + m b₂ ≠ 0,
 *
 * averaged over shells of |q|. S(0) = N is no scattering and left out. Independent uniform particles give 1 on average.
 * A perfect lattice gives N at its reciprocal vectors (if they are the box's own) and 0 elsewhere.
 * All particles count alike; their species make no difference.
 *
 * `positions`: 2N, need not be wrapped. Box orthogonal or tilted. Shells as wide as the shortest wave vector of a square
 * box unless told. Error of S: about 1e-10 √(N S).
 * Throws `BadInput` for no particle, wave numbers that are no positive number, and more than 4·10⁶ wave vectors.
 */
export function structureFactor(
  box: Box,
  positions: Float64Array,
  maxWaveNumber: number,
  shellWidth = (2 * Math.PI) / Math.sqrt(boxArea(box)),
): StructureFactor {
  const particles = positions.length / 2;
  if (particles < 1) throw new BadInput('S(q) needs a particle');
  if (!(maxWaveNumber > 0 && shellWidth > 0))
    throw new BadInput(`S(q) up to ${maxWaveNumber} in shells of ${shellWidth}: expected numbers above 0`);
  const columns = Math.floor((maxWaveNumber * box.lx) / (2 * Math.PI));
  const rows = Math.floor((maxWaveNumber * Math.hypot(box.xy, box.ly)) / (2 * Math.PI));
  if ((columns + 1) * (2 * rows + 1) > MAX_WAVE_VECTORS)
    throw new BadInput(
      `S(q) up to ${maxWaveNumber} in a box of ${box.lx} × ${box.ly} means ${(columns + 1) * (2 * rows + 1)} wave ` +
        `vectors; at most ${MAX_WAVE_VECTORS} are allowed: ask for a smaller wave number`,
    );
  const modes = densityModes(box, positions, columns, rows);
  const shells = Math.floor(maxWaveNumber / shellWidth) + 1;
  const sumQ = new Float64Array(shells);
  const sumS = new Float64Array(shells);
  const largest = new Float64Array(shells);
  const vectors = new Int32Array(shells);
  for (let n = 0; n <= columns; n++)
    for (let m = -rows; m <= rows; m++) {
      // q and −q are one: of the line n = 0, only its upper half, without q = 0.
      if (n === 0 && m <= 0) continue;
      const q = waveNumber(box, n, m);
      if (q > maxWaveNumber) continue;
      const at = n * (2 * rows + 1) + m + rows;
      const s = (modes.real[at] ** 2 + modes.imaginary[at] ** 2) / particles;
      const shell = Math.floor(q / shellWidth);
      sumQ[shell] += q;
      sumS[shell] += s;
      largest[shell] = Math.max(largest[shell], s);
      vectors[shell]++;
    }
  const filled = Array.from(vectors.keys()).filter((shell) => vectors[shell] > 0);
  return {
    q: Float64Array.from(filled, (shell) => sumQ[shell] / vectors[shell]),
    s: Float64Array.from(filled, (shell) => sumS[shell] / vectors[shell]),
    largest: Float64Array.from(filled, (shell) => largest[shell]),
    vectors: Int32Array.from(filled, (shell) => vectors[shell]),
  };
}

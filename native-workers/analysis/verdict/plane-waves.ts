import type { Box } from '../../configuration/configuration.ts';

/**
 * A pair of standing plane waves p cos(k·r) and p sin(k·r) on the particles, |p| = 1. Of each pair ±k there is one: the
 * other spans the same displacements.
 */
export interface PlaneWave {
  /** Wave vector, on the reciprocal lattice of the box, 1/σ. */
  kx: number;
  ky: number;
  /** Polarisation p: across k (transverse) or along it (longitudinal). */
  px: number;
  py: number;
  /** Lowest frequency of a mode that the wave is held against, √(ε/mσ²); 0 for those of the first shell. */
  from: number;
}

/** Speeds of long waves, √(ε/m); null where there are none. */
export interface WaveSpeeds {
  /** c_T = √(G/ρ). */
  transverse: number | null;
  /** c_L = √((K + G)/ρ). */
  longitudinal: number | null;
}

/** How long the wave vectors are that a mode is held against, 1/σ. */
export interface WaveCuts {
  /** Shortest wave vector of the box. */
  shortest: number;
  /** Transverse waves up to this one. */
  transverse: number;
  /** Longitudinal waves up to this one; 0 where there is no c_L. */
  longitudinal: number;
}

/** A mode is held against the waves with frequencies c k up to this many times its own: the width of a phonon band. */
const CUT_MARGIN = 1.3;

/**
 * The first shell: wave vectors up to this many times the shortest. 2^(1/4) lies half-way (in ratio) between the first
 * two shells of a square box, 1 and √2. Both axes of a box that is nearly square belong to it, so that a strain of some
 * per cent changes nothing; of a long box its long axis only.
 */
const FIRST_SHELL = 2 ** 0.25;

/** Steps that reduce any basis of doubles: each at least halves the longer vector. */
const MAX_REDUCTIONS = 2200;

/** Tilt of the same lattice of images, at most half a box length. */
function leastTilt({ lx, xy }: Box) {
  // The remainder is exact, however many box lengths the tilt is.
  const rest = xy % lx;
  return rest - lx * Math.round(rest / lx);
}

/**
 * Length of the shortest wave vector of the box, 2π/L in a square one: the shortest vector of the reciprocal lattice
 * b₁ = 2π (1/lx, −xy/(lx ly)), b₂ = 2π (0, 1/ly), by Lagrange's reduction of its basis.
 */
export function shortestWaveVector(box: Box): number {
  const { lx, ly } = box;
  let [x, y] = [1 / lx, -leastTilt(box) / lx / ly];
  let [otherX, otherY] = [0, 1 / ly];
  for (let step = 0; step < MAX_REDUCTIONS; step++) {
    if (Math.hypot(otherX, otherY) < Math.hypot(x, y)) [x, y, otherX, otherY] = [otherX, otherY, x, y];
    const length = Math.hypot(x, y);
    const times = Math.round((x / length) * (otherX / length) + (y / length) * (otherY / length));
    if (times === 0 || Number.isNaN(times)) break;
    otherX -= times * x;
    otherY -= times * y;
  }
  return 2 * Math.PI * Math.min(Math.hypot(x, y), Math.hypot(otherX, otherY));
}

/** Longest wave vectors that a mode of frequency ω (≥ 0) is held against: max(first shell, 1.3 ω/c_T) and 1.3 ω/c_L. */
export function waveCuts(omega: number, { transverse, longitudinal }: WaveSpeeds, box: Box): WaveCuts {
  const shortest = shortestWaveVector(box);
  const cut = (speed: number | null) => (speed === null ? 0 : (CUT_MARGIN * omega) / speed);
  return { shortest, transverse: Math.max(FIRST_SHELL * shortest, cut(transverse)), longitudinal: cut(longitudinal) };
}

/** One of each ±k of the reciprocal lattice, k ≠ 0, |k| ≤ `longest`. */
function waveVectors(box: Box, longest: number) {
  const { lx, ly } = box;
  const xy = leastTilt(box);
  const found: [number, number][] = [];
  const unit = 2 * Math.PI;
  for (let first = 0; (unit * first) / lx <= longest; first++) {
    const kx = (unit * first) / lx;
    // k_y = 2π (n₂ − n₁ xy/lx)/ly.
    const tilt = (first * xy) / lx;
    const reach = (longest * Math.sqrt(1 - (kx / longest) ** 2) * ly) / unit;
    // Of the row n₁ = 0 one half.
    const start = first === 0 ? 1 : Math.ceil(tilt - reach);
    for (let second = start; second <= tilt + reach; second++) found.push([kx, (unit * (second - tilt)) / ly]);
  }
  return found;
}

/**
 * The waves that modes up to the frequency `highest` are held against, in the order of `PlaneWave.from`: a mode takes the
 * first of them, up to its own frequency. Waves longer than `longest` (1/σ) are left out.
 */
export function planeWaves(highest: number, speeds: WaveSpeeds, box: Box, longest: number): PlaneWave[] {
  const cuts = waveCuts(highest, speeds, box);
  const shell = FIRST_SHELL * cuts.shortest;
  /** Never where there are no such waves. */
  const from = (k: number, speed: number | null) => (speed === null ? Infinity : (k * speed) / CUT_MARGIN);
  const waves = waveVectors(box, Math.min(longest, Math.max(cuts.transverse, cuts.longitudinal))).flatMap(
    ([kx, ky]) => {
      const k = Math.hypot(kx, ky);
      const [ex, ey] = [kx / k, ky / k];
      return [
        { kx, ky, px: -ey, py: ex, from: k <= shell ? 0 : from(k, speeds.transverse) },
        { kx, ky, px: ex, py: ey, from: from(k, speeds.longitudinal) },
      ];
    },
  );
  return waves.filter((wave) => wave.from <= highest).sort((a, b) => a.from - b.from);
}

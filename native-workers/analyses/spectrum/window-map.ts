import { addon, type Control, type NativeHessian, type NativeVoronoi } from '../../addon.ts';
import { participationRatio, squaredNorm } from '../../analysis/modes/participation-ratio.ts';
import { binEdges, densityOf } from './density-of-states.ts';
import { modeCounts } from './mode-count.ts';
import type { WindowReport } from './spectrum-report.ts';
import { windowEdge, windowSlices } from './window-slices.ts';

/** What all modes of a window add up to; sums over particles in order of id. */
interface WindowSums {
  lower: number;
  upper: number;
  slices: number;
  worstResidual: number;
  omega: number[];
  /** ‖u_T‖²/‖u‖² of each mode. */
  transverse: number[];
  participationRatio: number[];
  /** Σ_λ |u_T,λ,i|²/ω_λ over the modes of the window, ‖u_λ‖ = 1; N values. */
  ofTransverseReduced: Float64Array;
}

/** Adds weight × |field_i|² to every particle. */
function addSquares(sums: Float64Array, field: Float64Array, weight: number) {
  for (let i = 0; i < sums.length; i++) sums[i] += weight * (field[2 * i] ** 2 + field[2 * i + 1] ** 2);
}

/**
 * All modes of a window of frequencies, each split into its transverse and longitudinal part and added to the sums; no
 * mode is kept. `onModes`: called with the number of modes done so far.
 * Throws `Interrupted` where they cannot be had all, or after a stop.
 */
export function windowSums(
  hessian: NativeHessian,
  voronoi: NativeVoronoi,
  window: { lower: number; upper: number },
  control?: Control,
  onModes?: (done: number) => void,
): WindowSums {
  const size = 2 * hessian.particles;
  const lower = windowEdge(hessian, window.lower, -1, control);
  const upper = windowEdge(hessian, window.upper, 1, control);
  const sums: WindowSums = {
    lower: Math.sqrt(lower.eigenvalue),
    upper: Math.sqrt(upper.eigenvalue),
    slices: 0,
    worstResidual: 0,
    omega: [],
    transverse: [],
    participationRatio: [],
    ofTransverseReduced: new Float64Array(hessian.particles),
  };
  for (const { eigenvalues, displacements, residuals } of windowSlices(addon(), hessian, lower, upper, control)) {
    const { transverse } = voronoi.split(displacements, control);
    sums.slices += 1;
    eigenvalues.forEach((eigenvalue, k) => {
      const mode = displacements.subarray(k * size, (k + 1) * size);
      const part = transverse.subarray(k * size, (k + 1) * size);
      const norm = squaredNorm(mode);
      const omega = Math.sqrt(eigenvalue);
      addSquares(sums.ofTransverseReduced, part, 1 / (norm * omega));
      sums.worstResidual = Math.max(sums.worstResidual, residuals[k]);
      sums.omega.push(omega);
      sums.transverse.push(squaredNorm(part) / norm);
      sums.participationRatio.push(participationRatio(mode));
    });
    onModes?.(sums.omega.length);
  }
  // The proof that the report states: as many as the inertia says there are.
  if (sums.omega.length !== upper.below - lower.below)
    throw new Error(`${sums.omega.length} modes were found where the inertia tells of ${upper.below - lower.below}`);
  return sums;
}

/** D_i^T(ω)/ω, the mean over the window: Σ_λ |u_T,λ,i|²/ω_λ over its width. */
export function reducedMap({ ofTransverseReduced, lower, upper }: WindowSums): Float64Array {
  return ofTransverseReduced.map((sum) => sum / (upper - lower));
}

/** D_T(ω) and D_L(ω) of the modes of a window, per mode of the sample and unit ω, in bins of equal width. */
export function windowHistogram(
  { omega, transverse, lower, upper }: WindowSums,
  bins: number,
  hessian: NativeHessian,
): WindowReport['histogram'] {
  const edges = binEdges(lower, upper, bins);
  const ofT = new Array<number>(bins).fill(0);
  const ofL = new Array<number>(bins).fill(0);
  omega.forEach((value, k) => {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((bins * (value - lower)) / (upper - lower))));
    ofT[bin] += transverse[k];
    ofL[bin] += 1 - transverse[k];
  });
  const { all } = modeCounts(hessian);
  return { edges, transverse: densityOf(ofT, edges, all), longitudinal: densityOf(ofL, edges, all) };
}

import type { Control, NativeHessian } from '../../addon.ts';
import { modeCounts, modesBelowFrequency } from './mode-count.ts';
import type { SpectrumReport } from './spectrum-report.ts';

type DensityOfStates = SpectrumReport['histogram'];

/** Edges of `bins` bins of equal width. */
export function binEdges(lower: number, upper: number, bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, at) => lower + ((upper - lower) * at) / bins);
}

/**
 * D(ω) of weights in bins: Σ weight / (modes Δω), so that its integral over all ω is 1 where every mode counts 1.
 */
export function densityOf(weights: readonly number[], edges: readonly number[], modes: number): number[] {
  return weights.map((weight, at) => weight / (modes * (edges[at + 1] - edges[at])));
}

/**
 * D(ω)/ω in bins, at the middle of each: D(ω) of a bin over its middle ω is its weight over (modes × ∫ω dω) exactly, so
 * that a spectrum D ∝ ω comes out flat from the first bin on.
 */
function reducedOf(density: readonly number[], edges: readonly number[]) {
  return density.map((value, at) => value / (0.5 * (edges[at] + edges[at + 1])));
}

/**
 * The vibrational density of states as a histogram, exactly and without one eigenvector: the modes of a bin are the
 * difference of the inertia of H − ω²M at its edges (Sylvester's law). One factorisation an edge. Modes of negative
 * eigenvalue, zero modes and the translations are in no bin.
 * `onEdge`: called after each edge.
 */
export function densityOfStates(
  hessian: NativeHessian,
  bins: number,
  maximum: number,
  control?: Control,
  onEdge?: () => void,
): DensityOfStates {
  const edges = binEdges(0, maximum, bins);
  const below = edges.map((omega) => {
    const count = modesBelowFrequency(hessian, omega, control);
    onEdge?.();
    return count;
  });
  const counts = below.slice(1).map((count, at) => count - below[at]);
  const density = densityOf(counts, edges, modeCounts(hessian).all);
  return { edges, counts, density, reduced: reducedOf(density, edges) };
}

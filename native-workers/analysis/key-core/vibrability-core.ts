import { clusterFrom } from '../voronoi/clusters.ts';
import type { VoronoiNeighbours } from '../voronoi/voronoi-neighbours.ts';

/** Particles above a threshold and the cluster of them that holds the maximum; indices (rows), ascending. */
export interface Core {
  /** Every particle above the threshold. */
  all: Int32Array;
  /** The Voronoi-connected cluster of them that holds the maximum; empty when `all` is. */
  cluster: Int32Array;
}

/** Index of the largest value, the first of equals; −1 for an empty field. */
export function indexOfMaximum(values: Float64Array): number {
  let best = values.length === 0 ? -1 : 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/**
 * The cluster of marked particles, connected by Voronoi adjacency, that holds `seed`; ascending.
 * Empty when `seed` itself is not marked.
 */
export function clusterOf(neighbours: VoronoiNeighbours, marked: Uint8Array, seed: number): Int32Array {
  return marked[seed] === 1 ? Int32Array.from(clusterFrom(neighbours, seed, marked.slice())).sort() : new Int32Array(0);
}

/**
 * Core of a sample: {i : Ψ_i > threshold}. The maximum of Ψ, if above the threshold, is in it, so the cluster "at the
 * maximum" is the one that holds it; equal maxima are decided by the smaller index.
 */
export function core(neighbours: VoronoiNeighbours, vibrability: Float64Array, threshold: number): Core {
  const marked = Uint8Array.from(vibrability, (value) => Number(value > threshold));
  const all = Int32Array.from(marked.keys()).filter((i) => marked[i] === 1);
  return { all, cluster: clusterOf(neighbours, marked, indexOfMaximum(vibrability)) };
}

/**
 * Key core of a sample: {i : Ψ_i > fraction · max Ψ}. Its cluster at the maximum is the key-core **string**
 * (Hu & Tanaka 2025; 0.6 there). 0 ≤ fraction < 1, so the maximum always belongs to it.
 */
export function keyCore(neighbours: VoronoiNeighbours, vibrability: Float64Array, fraction: number): Core {
  return core(neighbours, vibrability, fraction * vibrability[indexOfMaximum(vibrability)]);
}

import type { Control } from './kernel-run.ts';

/**
 * Voronoi edges of the whole tiling, every undirected edge once, as the kernels take them.
 * `separation` is r_j − r_i through the right periodic image, `midpoint` the middle of the shared edge minus r_i.
 */
export interface VoronoiEdges {
  /** x0, y0, x1, y1, ...; length 2N (orders the factorisation; need not be wrapped). */
  positions: Float64Array;
  /** [lx, ly, xy]. */
  box: readonly [number, number, number];
  i: Int32Array;
  j: Int32Array;
  /** dx0, dy0, dx1, dy1, ...; length 2E. */
  separation: Float64Array;
  /** Length 2E. */
  midpoint: Float64Array;
  /** Length of the shared edge, E values, > 0. */
  length: Float64Array;
}

/** The matrix A_ij = ∂(area of cell i)/∂r_j and what is made from it; stays in the thread that made it. */
export interface NativeVoronoi {
  /** (A u)_i for k vectors: k × N. */
  areaChange(vectors: Float64Array): Float64Array;
  /** u_L = Aᵀ(AAᵀ)⁺A u and u_T = u − u_L for k vectors (k × 2N). */
  split(vectors: Float64Array, control?: Control): { transverse: Float64Array; longitudinal: Float64Array };
  /** u^np_i = Σ_j (u_j·r̂) r̂ over Voronoi neighbours, for k vectors. */
  netProjection(vectors: Float64Array): Float64Array;
  /** (1/n_i) Σ_j (r_j − r_i)·(w_j − w_i), for k vectors: k × N. */
  divergence(vectors: Float64Array): Float64Array;
  /** Releases the factorisation now; every later call throws. */
  dispose(): void;
}

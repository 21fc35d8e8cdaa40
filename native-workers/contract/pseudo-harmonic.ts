import type { Status } from './kernel-run.ts';

/** How easily each bond gives way; pairs in the order of the Hessian. */
export interface BondCompliances {
  /** Particles (indices) of every interacting pair. */
  first: Int32Array;
  second: Int32Array;
  /**
   * Larger eigenvalue of R = dᵀ H⁺ d, 2 × 2, d = δ_second − δ_first: |u_second − u_first| per unit of opposite forces on
   * the two, in the direction in which they give way most; exact, by selected inversion. σ²/ε.
   */
  compliance: Float64Array;
  /** That direction, a unit vector: x0, y0, x1, y1, …; its sign means nothing. */
  direction: Float64Array;
}

export interface PseudoHarmonicOptions {
  /** Modes wanted, those of lowest κ. */
  count: number;
  /** Dipoles to start from: particles (indices) and force, −f on the first and +f on the second. */
  dipoles?: { first: Int32Array; second: Int32Array; force: Float64Array };
  /** Displacement fields to start from, k × 2N. They come before the dipoles. */
  fields?: Float64Array;
  /** Target for ‖Hz − (zᵀHz/Q) g(z)‖/‖Hz‖. Default 1e-8. */
  tolerance?: number;
  /** Steps after which a start is given up. Default 300. */
  maxIterations?: number;
  /** Two results are the same mode when |z·z′| (mass-weighted, both of unit norm) is at least this. Default 0.9. */
  overlap?: number;
  /** A search that has come as close to a known mode as `overlap`, with a higher C, ends there. Default true. */
  mergeEarly?: boolean;
}

/** Minima of C(z) = (zᵀHz)²/Σ_pairs |z_ij|⁴; modes by κ ascending. */
export interface PseudoHarmonicResult {
  status: Status;
  /** κ = zᵀHz/zᵀMz of each mode. */
  stiffness: Float64Array;
  /** C of each mode. */
  cost: Float64Array;
  /** ‖Hz − (zᵀHz/Q) g(z)‖/‖Hz‖, computed again from the mode as returned. */
  residuals: Float64Array;
  iterations: Int32Array;
  /** Start that each mode was first found from: fields first, then dipoles. */
  starts: Int32Array;
  /** Starts that led to each mode. */
  hits: Int32Array;
  /** count × 2N: z, zᵀMz = 1, no translation in it. */
  displacements: Float64Array;
  /** Different modes found, those beyond `count` included. */
  distinct: number;
  /** Starts that ended on a mode that was known already; `mergedEarly` of them before they had converged. */
  merged: number;
  mergedEarly: number;
  /** Starts given up after `maxIterations`. */
  unconverged: number;
  /** Solves with the factorisation. */
  solves: number;
}

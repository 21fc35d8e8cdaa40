import type { Control, Status } from './kernel-run.ts';

export interface ModesOptions {
  /** Modes wanted, not counting the translations. */
  count: number;
  /** Target for ‖Hv − λv‖/‖H‖, > 0. Default 1e-12. */
  tolerance?: number;
  /** Largest dimension of the Krylov basis; default chosen from `count`. */
  maxBasis?: number;
  /** Restarts after which to give up. Default 100. */
  maxRestarts?: number;
}

/** Modes of one stretch of the spectrum. */
export interface ModesResult {
  status: Status;
  /** λ, ascending. */
  eigenvalues: Float64Array;
  /** count × 2N, one mode a row: displacement u = M^(−1/2) e with e orthonormal. */
  displacements: Float64Array;
  /** ‖Ae − λe‖₂/‖A‖ of each mode, A = M^(−1/2) H M^(−1/2), with the row-sum bound of ‖A‖ (`norm`). */
  residuals: Float64Array;
  /** True when inertia counts prove that no mode of the stretch is missing. */
  complete: boolean;
  /** Solves with the factorisation. */
  solves: number;
}

/** A handle on the Hessian of a `Sample` and its factorisation; stays in the thread that made it. */
export interface NativeHessian {
  readonly particles: number;
  /** Eigenvalues of H by sign; the zeros are the two translations (more only in a degenerate system). */
  readonly inertia: { negative: number; zero: number; positive: number };
  /** Bound on ‖A‖₂ used to scale residuals (largest absolute row sum of the mass-weighted matrix). */
  readonly norm: number;
  /** Non-zeros of the factor and bytes held. */
  readonly factorEntries: number;
  readonly bytes: number;
  /** H·x for k vectors (k × 2N, one a row). */
  multiply(vectors: Float64Array): Float64Array;
  /** H⁺·b, translations projected out (k × 2N, one a row). */
  solve(vectors: Float64Array): Float64Array;
  /**
   * A generalised inverse of H between some particles, x and y of each, in their order (square, symmetric but for
   * rounding): that of H with one particle held. H⁺ but for a term of each row's particle and one of each column's, so
   * that differences of rows and columns are those of H⁺. `particles`: different indices, at least one.
   */
  inverseBetween(particles: Int32Array, control?: Control): Float64Array;
  /**
   * b solved for by H without the rows and columns of the pinned particles (k × 2N, one a row), zero in theirs: one
   * numeric factorisation, which is not kept. `pinned`: different indices, at least one.
   */
  solvePinned(pinned: Int32Array, vectors: Float64Array, control?: Control): Float64Array;
  /** Number of eigenvalues of A below each value, translations included (they count as 0). */
  countBelow(values: Float64Array, control?: Control): Int32Array;
  /**
   * The lowest modes, translations excluded; fewer than asked for when 2N − 2 is smaller. `complete`: none below the last
   * one is missing.
   */
  lowestModes(options: ModesOptions, control?: Control): ModesResult;
  /**
   * Vibrability Ψ_i = Σ_λ |u_λ,i|²/ω_λ² over all 2N − 2 modes, σ²/ε, length N: exactly, by selected inversion, without a
   * mode (docs/physics.md, "Vibrability"). Throws away from a minimum (a negative or a third zero eigenvalue), and an
   * error of the code CANCELLED where `control` asks for a stop.
   */
  vibrability(control?: Control): Float64Array;
  /**
   * Random vectors of the null space of H (count × 2N, one a row), each with a part in every zero mode, up to a common
   * translation. Particles with equal displacements in a few of them move alike in every zero mode. Throws an error of
   * the code CANCELLED where `control` asks for a stop.
   */
  nullVectors(count: number, control?: Control): Float64Array;
  /** Dense H (2N × 2N, row-major), for checks on small samples only (N ≤ 2000). */
  dense(): Float64Array;
  /**
   * Releases the factorisation now rather than when the collector comes round; every later call throws. A call that is
   * under way keeps it until its end.
   */
  dispose(): void;
}

import type { NativeHessian } from './hessian.ts';
import type { Control, Status } from './kernel-run.ts';

/**
 * How φ is brought to its end at the cutoff r_c; u = 0 beyond it. With φ_c = φ(r_c), φ′_c = φ′(r_c):
 * `force-shifted`: u = φ − φ_c − (r − r_c) φ′_c; u and u′ are continuous, u″ = φ″;
 * `potential-shifted`: u = φ − φ_c; the force jumps;
 * `smoothed`: u = φ + c0 + c2 r² + c4 r⁴ with u = u′ = u″ = 0 at r_c;
 * `plain`: u = φ; energy and force jump.
 */
export const CUTOFF_SCHEMES = ['force-shifted', 'potential-shifted', 'smoothed', 'plain'] as const;
export type CutoffScheme = (typeof CUTOFF_SCHEMES)[number];

/** A pair potential as the kernels take it: its form and how it is cut off; force-shifted unless said otherwise. */
export type PotentialSpec = PotentialForm & { scheme?: CutoffScheme };

/**
 * One of the forms in kernels/forms/ and its parameters for every pair of species (row-major S × S, symmetric). The
 * cutoff is r_c of each pair.
 */
export type PotentialForm =
  | {
      /** φ = ε (σ/r)^exponent, an even exponent. */
      form: 'inverse-power';
      exponent: number;
      epsilon: number[];
      sigma: number[];
      cutoff: number[];
    }
  | {
      /** φ = 4ε [(σ/r)¹² − (σ/r)⁶]. */
      form: 'lennard-jones';
      epsilon: number[];
      sigma: number[];
      cutoff: number[];
    }
  | {
      /** φ = (ε/2) (1 − r/σ)² for r < σ, else 0. */
      form: 'harmonic';
      epsilon: number[];
      sigma: number[];
      cutoff: number[];
    }
  | {
      /** φ = (2ε/5) (1 − r/σ)^(5/2) for r < σ, else 0. */
      form: 'hertzian';
      epsilon: number[];
      sigma: number[];
      cutoff: number[];
    }
  | {
      /**
       * Any φ, given at `points` equidistant nodes from `first` to `cutoff` of each pair of species by φ, φ′ and φ″;
       * between nodes the quintic through both ends' three values, so that u, u′ and u″ are continuous and exact
       * derivatives of each other. Below `first`: the parabola of the first node.
       */
      form: 'tabulated';
      points: number;
      first: number[];
      cutoff: number[];
      /** S × S × points, the nodes of a pair together. */
      value: Float64Array;
      slope: Float64Array;
      curvature: Float64Array;
    };

/** What a native `Sample` is made of. */
export interface SampleSpec {
  /** x0, y0, x1, y1, ...; length 2N; need not be wrapped. */
  positions: Float64Array;
  /** Species index of each particle, length N. */
  species: Uint8Array;
  /** [lx, ly, xy]. */
  box: readonly [number, number, number];
  /** Mass of each species. */
  masses: readonly number[];
  potential: PotentialSpec;
  /**
   * d_i of each particle, > 0, length N: distances in the potential, its cutoff too, are then in units of
   * σ_ij = ½(d_i + d_j)(1 − ε|d_i − d_j|/d̄).
   */
  diameters?: Float64Array | undefined;
  /** ε of σ_ij; default 0, additive. */
  nonAdditivity?: number | undefined;
  /** d̄ of σ_ij; default: the mean of the diameters. */
  meanDiameter?: number | undefined;
}

export interface Energetics {
  /** Total potential energy U. */
  energy: number;
  /** max over particles of |F_i|. */
  maxForce: number;
  /** σ_xx, σ_xy, σ_yy = V⁻¹ Σ_pairs (u′/r) r_a r_b. */
  stress: [number, number, number];
  /** F = −∂U/∂r, length 2N. */
  forces: Float64Array;
  /** Number of interacting pairs. */
  pairs: number;
}

/** Every pair of particles within its cutoff, P of them: the terms of the sums behind energy, forces and Hessian. */
export interface Interactions {
  /** Indices i0, j0, i1, j1, …; length 2P. */
  pairs: Int32Array;
  /** r = r_i − r_j through the right image, x0, y0, …; length 2P. */
  separations: Float64Array;
  /** u′ of each pair, below 0 where it repels. */
  first: Float64Array;
  /** u″ of each pair. */
  second: Float64Array;
  /** Cutoff r_c of each pair. */
  cutoffs: Float64Array;
}

export interface MinimiseOptions {
  /** Stop when max|F_i| falls to this; ≥ 1e-13. Default 1e-11. */
  forceTolerance?: number;
  /** Force evaluations after which to give up. Default 200 000. */
  maxEvaluations?: number;
  /** false leaves out the Newton steps (first-order only). Default true. */
  newton?: boolean;
}

export interface MinimiseResult {
  status: Status;
  energy: number;
  maxForce: number;
  /**
   * 0, or, where Newton steps stopped helping, the largest force that rounding the coordinates to doubles can leave;
   * `converged` then means max|F| ≤ this (above N ≈ 3·10⁴ it exceeds 1e-11).
   */
  roundingForce: number;
  /** Force evaluations of all phases. */
  evaluations: number;
  /** Newton steps taken (each one factorisation). */
  newtonSteps: number;
  /** Largest and root-mean-square displacement from the start. */
  moved: { max: number; rms: number };
}

/** A handle on positions, species, box and potential; stays in the thread that made it. */
export interface NativeSample {
  readonly particles: number;
  positions(): Float64Array;
  energetics(): Energetics;
  interactions(): Interactions;
  /** U at positions + scale·u for each scale (u of length 2N). */
  energiesAlong(displacement: Float64Array, scales: Float64Array): Float64Array;
  /** Moves the sample into its inherent structure. */
  minimise(options: MinimiseOptions, control?: Control): MinimiseResult;
  /** Assembles and factorises H at the present positions. */
  hessian(control?: Control): NativeHessian;
  /** Ξ(ε)_i for the displacement gradient [ε_xx, ε_xy, ε_yx, ε_yy], length 2N. */
  affineForce(gradient: readonly [number, number, number, number]): Float64Array;
  /** Ξ of the four unit gradients ε_xx, ε_xy, ε_yx, ε_yy: 4 × 2N. */
  affineForces(): Float64Array;
  /**
   * V⁻¹ ∂²U/∂ε∂ε′ for purely affine motion, prestress included: 4 × 4, row-major, over [ε_xx, ε_xy, ε_yx, ε_yy];
   * symmetric. The unrelaxed part of every elastic modulus.
   */
  bornTerm(): Float64Array;
}

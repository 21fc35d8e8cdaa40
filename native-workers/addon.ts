import { loadBestAddon } from './load-addon.ts';

/**
 * A pair potential as the kernels take it: a functional form from the kernels' registry and its parameters for
 * every pair of species (row-major S × S, symmetric). All forms are force-shifted at the pair's cutoff:
 * u(r) = φ(r) − φ(r_c) − (r − r_c) φ′(r_c) for r < r_c, else 0.
 */
export type PotentialSpec =
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
}

/**
 * Shared memory through which another thread watches and stops a kernel.
 * `[0]` ≠ 0 asks it to stop; `[1]` its stage (see `STAGES`), `[2]` and `[3]` done and total of that stage.
 */
export type Control = Int32Array;

/** Stage names by their number in `Control[1]`. */
export const STAGES = [
  '',
  'minimise',
  'factorise',
  'modes',
  'vibrability',
  'split',
  'newton',
  'dynamics',
  'pseudo-modes',
] as const;

/** Why a kernel ended; only `converged` results meet the tolerance that was asked for. */
export type Status = 'converged' | 'not-converged' | 'cancelled';

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

export interface ModesOptions {
  /** Modes wanted, not counting the translations. */
  count: number;
  /** Target for ‖Hv − λv‖/‖H‖. Default 1e-12. */
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
  /** ‖Ae − λe‖₂/‖A‖_F-bound of each mode, A = M^(−1/2) H M^(−1/2). */
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
  /** Ψ_i = Σ_λ |u_λ,i|²/ω_λ², exactly, by selected inversion; null with status 'cancelled'. Length N. */
  vibrability(control?: Control): Float64Array;
  /** Dense H (2N × 2N, row-major), for checks on small samples only (N ≤ 2000). */
  dense(): Float64Array;
  /** Releases the factorisation now rather than when the collector comes round; every later call throws. */
  dispose(): void;
}

/** A handle on positions, species, box and potential; stays in the thread that made it. */
export interface NativeSample {
  readonly particles: number;
  positions(): Float64Array;
  energetics(): Energetics;
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

/** How the particles exchange energy with a bath. */
export type ThermostatSpec =
  | {
      /** None: energy and momentum are conserved (NVE). */
      kind: 'none';
    }
  | {
      /**
       * Langevin: dv = −γ v dt + √(2γT/m) dW on every particle, exact for a free one (BAOAB splitting). Canonical.
       * Leimkuhler & Matthews, Appl. Math. Res. eXpress 2013, 34.
       */
      kind: 'langevin';
      /** γ, 1/time. */
      friction: number;
    }
  | {
      /**
       * Stochastic velocity rescaling: the kinetic energy follows its canonical distribution, total momentum stays
       * zero. Bussi, Donadio & Parrinello, J. Chem. Phys. 126, 014101 (2007).
       */
      kind: 'rescaling';
      /** Time in which the kinetic energy relaxes. */
      relaxationTime: number;
    };

/** What a native `Dynamics` starts from: its whole state, so that a checkpoint is these arrays and the step. */
export interface DynamicsSpec extends SampleSpec {
  /** x0, y0, x1, y1, ...; length 2N. Null draws them from the Maxwell distribution at `temperature`, total momentum 0. */
  velocities: Float64Array | null;
  /** Temperature that missing velocities are drawn at. */
  temperature: number;
  timeStep: number;
  /** Steps made before this state: the counter of the random numbers, with `key` their only source. */
  step: number;
  /** Key of the sample's random numbers (`keyOfSeed`). */
  key: readonly [number, number];
}

export interface DynamicsRunOptions {
  steps: number;
  thermostat: ThermostatSpec;
  /** Of the bath, linear in time from the first to the last step of this run. Not used by `none`. */
  temperature: { start: number; end: number };
  /** Steps between two rows of the trace; default: one row, after the last step. */
  traceInterval?: number;
  /** Width by which the neighbour list exceeds the cutoff, in units of σ; default: chosen by the kernel. */
  skin?: number;
}

/** Numbers of a row of a trace, in order. Energies per particle; pressure P = (N T + ½ Σ_pairs r·F)/V. */
export const TRACE_COLUMNS = ['step', 'temperature', 'potentialEnergy', 'kineticEnergy', 'pressure'] as const;

export interface DynamicsResult {
  /** `diverged`: the time step was too long for the forces met; the state is that before this run. */
  status: 'done' | 'cancelled' | 'diverged';
  /** Steps made in this run. */
  steps: number;
  /** Rows of `TRACE_COLUMNS`. */
  trace: Float64Array;
  /** Neighbour lists built. */
  rebuilds: number;
  /** Why it diverged, in words; empty otherwise. */
  detail: string;
}

/**
 * Molecular dynamics at fixed density. Every `run` begins with a new neighbour list made from the present state alone:
 * runs of the same lengths from the same state give the same bits on the same build, whether or not the state went
 * through a file in between.
 */
export interface NativeDynamics {
  readonly particles: number;
  /** Steps made so far, those of the spec included. */
  readonly step: number;
  /** Not wrapped: displacements are differences. */
  positions(): Float64Array;
  velocities(): Float64Array;
  run(options: DynamicsRunOptions, control?: Control): DynamicsResult;
}

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
  /** ‖Hz − (zᵀHz/Q) g(z)‖/‖Hz‖, computed anew from the mode as returned. */
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

export interface Addon {
  /** Instruction set this binary was built for: 'x86-64-v2', 'x86-64-v3', 'x86-64-v4' or 'generic'. */
  readonly variant: string;
  /** Forms the kernels know, in order. */
  readonly potentialForms: string[];
  /** True where this CPU runs binaries of that variant. */
  supports(variant: string): boolean;
  /** u, u′, u″ of a potential for one pair of species at each distance: 3 values a distance. */
  evaluatePotential(
    potential: PotentialSpec,
    species: readonly [number, number],
    distances: Float64Array,
  ): Float64Array;
  /** Throws where the Hessian has a negative eigenvalue or a zero one beside the two translations. */
  bondCompliances(hessian: NativeHessian, control?: Control): BondCompliances;
  /**
   * Pseudo-harmonic modes (Richard et al., PRL 126, 015501 (2021)) from many starts. Throws like `bondCompliances`, and
   * for no start, a count below 1 or arrays that do not fit.
   */
  pseudoHarmonicModes(hessian: NativeHessian, options: PseudoHarmonicOptions, control?: Control): PseudoHarmonicResult;
  /**
   * A⁻¹ b of a symmetric positive definite A (n × n, of which the lower triangle is read) for k vectors (k × n, one a
   * row). Throws where it is not.
   */
  solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array;
  /**
   * All modes with lower < λ < upper, by shift-invert inside the window; `expected`: how many the inertia at its edges
   * tells of. `tolerance`: largest residual that counts, default 1e-12. `complete`: as many as
   * expected, all within the tolerance and none on an edge. Throws for edges that do not ascend.
   */
  modesInWindow(
    hessian: NativeHessian,
    lower: number,
    upper: number,
    options: { expected: number; tolerance?: number },
    control?: Control,
  ): ModesResult;
  Sample: new (spec: SampleSpec) => NativeSample;
  Dynamics: new (spec: DynamicsSpec) => NativeDynamics;
  Voronoi: new (edges: VoronoiEdges) => NativeVoronoi;
}

let loaded: Addon | undefined;

/** The kernels, in the best variant this CPU runs (`KEYCORE_ADDON_VARIANT` forces one). Loaded on first use. */
export function addon(): Addon {
  loaded ??= loadBestAddon();
  return loaded;
}

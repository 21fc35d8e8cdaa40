import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
export const STAGES = ['', 'minimise', 'factorise', 'modes', 'vibrability', 'split', 'newton'] as const;

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

export interface ModesResult {
  status: Status;
  /** Ascending; translations excluded. Fewer than asked for when 2N − 2 is smaller. */
  eigenvalues: Float64Array;
  /** count × 2N, one mode a row: displacement u = M^(−1/2) e with e orthonormal. */
  displacements: Float64Array;
  /** ‖Ae − λe‖₂/‖A‖_F-bound of each mode, A = M^(−1/2) H M^(−1/2). */
  residuals: Float64Array;
  /** True when inertia counts prove that no mode below the last one is missing. */
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
  /** Number of eigenvalues of A below each value, translations included (they count as 0). */
  countBelow(values: Float64Array): Int32Array;
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
  Sample: new (spec: SampleSpec) => NativeSample;
  Voronoi: new (edges: VoronoiEdges) => NativeVoronoi;
}

/** Best first. */
const VARIANTS = ['x86-64-v4', 'x86-64-v3', 'x86-64-v2', 'generic'] as const;

/** Folder of the built addon: `build/addon` of the project, or beside the bundle in a packaged app. */
function addonFolder(): string {
  return process.env['KEYCORE_ADDON_DIR'] ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'build', 'addon');
}

function loadBest(): Addon {
  const folder = addonFolder();
  const require = createRequire(import.meta.url);
  const forced = process.env['KEYCORE_ADDON_VARIANT'];
  const load = (variant: string): Addon => require(join(folder, `keycore-${variant}.node`)) as Addon;
  const present = VARIANTS.filter((variant) => existsSync(join(folder, `keycore-${variant}.node`)));
  if (forced !== undefined) {
    if (!present.some((variant) => variant === forced))
      throw new Error(
        `KEYCORE_ADDON_VARIANT=${forced}: not built in ${folder} (built: ${present.join(', ') || 'none'})`,
      );
    return load(forced);
  }
  // The lowest variant runs everywhere and knows what this CPU supports.
  const lowest = present.at(-1);
  if (lowest === undefined) throw new Error(`no kernels in ${folder}: run 'npm run setup'`);
  const probe = load(lowest);
  const best = present.find((variant) => variant === lowest || probe.supports(variant)) ?? lowest;
  return best === lowest ? probe : load(best);
}

let loaded: Addon | undefined;

/** The kernels, in the best variant this CPU runs (`KEYCORE_ADDON_VARIANT` forces one). Loaded on first use. */
export function addon(): Addon {
  loaded ??= loadBest();
  return loaded;
}

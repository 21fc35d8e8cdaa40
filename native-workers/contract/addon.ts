import type { DynamicsSpec, NativeDynamics } from './dynamics.ts';
import type { ModesResult, NativeHessian } from './hessian.ts';
import type { Control } from './kernel-run.ts';
import type { BondCompliances, PseudoHarmonicOptions, PseudoHarmonicResult } from './pseudo-harmonic.ts';
import type { PlainRows } from './plain-rows.ts';
import type { NativeSample, PotentialSpec, SampleSpec } from './sample.ts';
import type { NativeVoronoi, VoronoiEdges } from './voronoi.ts';

/**
 * The native module as a whole. Whatever it is given, it refuses in words what it cannot use: a TypeError for a value of
 * another kind (a detached array, an object that only looks like one of ours), a RangeError for a number out of bounds.
 * Options are read once, before anything else, and arrays are copied: what a getter or another thread does to them
 * during a call has no effect. Only `control` is used in place.
 */
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
   * row). Throws where it is not, and for numbers that are not finite.
   */
  solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array;
  /**
   * All modes with lower < λ < upper, by shift-invert inside the window; `expected`: how many the inertia at its edges
   * tells of, at most 2N. `tolerance`: largest residual that counts, > 0, default 1e-12. `complete`: as many as
   * expected, all within the tolerance and none on an edge. Throws for edges that do not ascend.
   */
  modesInWindow(
    hessian: NativeHessian,
    lower: number,
    upper: number,
    options: { expected: number; tolerance?: number },
    control?: Control,
  ): ModesResult;
  /**
   * Tells the system that memory which nobody has written to yet is better given out in large pages than in small ones:
   * each page costs time when it is first written to. Linux only; elsewhere nothing is done.
   */
  preferLargePages(bytes: Uint8Array): void;
  /**
   * The rows of a table from byte `from` on of a text, up to the first that is not plain, at most `most` of them, and no
   * more than 256 KiB of text hold, or `values` does. `columns`: of each whether it holds numbers (0), labels (1) or
   * something that is skipped (2); `separator`: 0 for blanks, else the byte between two fields. Into `values` come their
   * values column by column, `rows` of each: the double nearest to a number; of a label its bytes as the digits of a
   * number to the base 256. A plain row is a line, with its end, of exactly one field for each column: a finite decimal
   * number of at most 64 characters, or a label of at most 6 bytes; no field is empty or has a double quote.
   */
  plainRows(
    text: Uint8Array,
    from: number,
    most: number,
    columns: Uint8Array,
    separator: number,
    values: Float64Array,
  ): PlainRows;
  Sample: new (spec: SampleSpec) => NativeSample;
  Dynamics: new (spec: DynamicsSpec) => NativeDynamics;
  Voronoi: new (edges: VoronoiEdges) => NativeVoronoi;
}

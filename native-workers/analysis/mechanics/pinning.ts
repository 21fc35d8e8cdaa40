import { addon } from '../../addon.ts';
import type { Addon, Control, NativeHessian } from '../../addon.ts';
import { BadInput } from '../../bad-input.ts';
import { dot, ofGradient, relaxedCurvature } from '../elastic-response.ts';
import type { CurvatureMatrix, ElasticResponse } from '../elastic-response.ts';
import { InverseColumns } from './inverse-columns.ts';
import { pinningForces } from './pinning-forces.ts';

/** How particles are pinned; both are exact. */
export type PinningRoute = 'schur' | 'refactorise';

/** How a sample answers strain with some particles held to the affine motion. */
export interface PinnedResponse {
  /** As `ElasticResponse.curvature`. */
  curvature: CurvatureMatrix;
  /** Displacement beyond the affine one per unit strain for the four unit gradients, 4 × 2N; 0 for pinned particles. */
  nonAffine: Float64Array;
}

/**
 * Right-hand sides that are solved for in the time of one numeric factorisation: 28 at N = 1024, 27 at 4096, 25 at
 * 16,384 (docs/bench.md). Both grow with N nearly alike.
 */
const SOLVES_OF_A_FACTORISATION = 26;

/**
 * Order above which the dense factorisation is not worth it even where all columns are kept: at N = 4096 one of order
 * 1200 takes as long as the sparse one.
 */
const DENSE_ORDER = 1000;

/** Throws `BadInput` unless these are different indices of particles, and not all there are. */
function checkPinned(pinned: readonly number[], particles: number): void {
  const wrong = pinned.find((index) => !Number.isInteger(index) || index < 0 || index >= particles);
  if (wrong !== undefined) throw new BadInput(`pinned particle index ${wrong}; expected 0 to ${particles - 1}`);
  if (new Set(pinned).size !== pinned.length) throw new BadInput('a particle is pinned twice');
  if (pinned.length >= particles) throw new BadInput(`all ${particles} particles are pinned: nothing is left to relax`);
}

/**
 * Pins sets of particles of one sample: they move affinely and no further. Exact for any set, by one of two routes.
 * `schur`: the forces that hold them, from the columns of H⁺ for them (`pinningForces`); columns are kept, so that a
 * particle more costs two solves. `refactorise`: H with their rows and columns deleted, factorised numerically on its
 * old pattern. The cheaper one is taken: `refactorise` where more than `SOLVES_OF_A_FACTORISATION` columns are missing
 * or the dense part would be larger than `DENSE_ORDER`.
 *
 * Sets are indices (rows of the arrays). Every method throws `BadInput` for indices that are not there, repeated, or
 * all of them. A set of one particle changes nothing but where the sample lies.
 */
export class Pinning {
  readonly response: ElasticResponse;
  readonly columns: InverseColumns;
  readonly #hessian: NativeHessian;
  readonly #kernels: Addon;
  #solves = 0;
  #factorisations = 0;

  constructor(
    response: ElasticResponse,
    hessian: NativeHessian,
    columns = new InverseColumns(hessian),
    kernels: Addon = addon(),
  ) {
    this.response = response;
    this.columns = columns;
    this.#hessian = hessian;
    this.#kernels = kernels;
  }

  /** What has been spent: right-hand sides, those of the columns included, and factorisations. */
  get spent(): { solves: number; factorisations: number } {
    return { solves: this.#solves + this.columns.solves, factorisations: this.#factorisations };
  }

  /** The cheaper route for a set. */
  route(pinned: readonly number[]): PinningRoute {
    const cheap = 2 * this.columns.missing(pinned) <= SOLVES_OF_A_FACTORISATION && 2 * pinned.length <= DENSE_ORDER;
    return cheap ? 'schur' : 'refactorise';
  }

  /** The curvature with a set pinned. Pinning more never lowers it. */
  curvature(pinned: readonly number[], route = this.route(pinned)): CurvatureMatrix {
    checkPinned(pinned, this.#hessian.particles);
    const { response } = this;
    if (pinned.length < 2) return response.curvature.slice();
    if (route === 'refactorise') return this.#refactorised(pinned).curvature;
    return this.#schur(pinned).curvature;
  }

  /**
   * Curvature and displacements with a set pinned. Unpinned displacements have no net translation; those of a set are
   * zero in the set.
   */
  respond(pinned: readonly number[], route = this.route(pinned), control?: Control): PinnedResponse {
    checkPinned(pinned, this.#hessian.particles);
    const { response } = this;
    if (pinned.length === 0) return { curvature: response.curvature.slice(), nonAffine: response.nonAffine.slice() };
    if (pinned.length > 1 && route === 'refactorise') return this.#refactorised(pinned, control);
    const { curvature, forces } = this.#schur(pinned);
    const nonAffine = response.nonAffine.slice();
    const [first] = pinned;
    if (pinned.length > 1) {
      const held = new Float64Array(nonAffine.length);
      for (let row = 0; row < 4; row++) {
        const target = ofGradient(held, row);
        pinned.forEach((index, slot) => {
          for (let axis = 0; axis < 2; axis++)
            target[2 * index + axis] = forces[row * 2 * pinned.length + 2 * slot + axis];
        });
      }
      const back = this.#hessian.solve(held);
      this.#solves += 4;
      for (let at = 0; at < nonAffine.length; at++) nonAffine[at] -= back[at];
    }
    for (let row = 0; row < 4; row++) {
      const moved = ofGradient(nonAffine, row);
      const [dx, dy] = [moved[2 * first], moved[2 * first + 1]];
      for (let at = 0; at < moved.length; at += 2) {
        moved[at] -= dx;
        moved[at + 1] -= dy;
      }
      for (const index of pinned) moved.fill(0, 2 * index, 2 * index + 2);
    }
    return { curvature, nonAffine };
  }

  /** Curvature, and the forces that hold the set per unit strain: 4 × 2|P|. */
  #schur(pinned: readonly number[]): { curvature: CurvatureMatrix; forces: Float64Array } {
    const { area, curvature, nonAffine } = this.response;
    const order = 2 * pinned.length;
    const moved = new Float64Array(4 * order);
    for (let row = 0; row < 4; row++) {
      const own = ofGradient(nonAffine, row);
      pinned.forEach((index, slot) => moved.set(own.subarray(2 * index, 2 * index + 2), row * order + 2 * slot));
    }
    const forces =
      pinned.length < 2
        ? new Float64Array(4 * order)
        : pinningForces(this.#kernels, this.columns.block(pinned), [...pinned.keys()], moved);
    const part = (vectors: Float64Array, row: number): Float64Array => ofGradient(vectors, row);
    return {
      forces,
      curvature: curvature.map((value, at) => {
        const [row, column] = [Math.floor(at / 4), at % 4];
        return (
          value +
          (dot(part(forces, row), part(moved, column)) + dot(part(forces, column), part(moved, row))) / (2 * area)
        );
      }),
    };
  }

  #refactorised(pinned: readonly number[], control?: Control): PinnedResponse {
    const nonAffine = this.#hessian.solvePinned(Int32Array.from(pinned), this.response.affineForces, control);
    this.#solves += 4;
    this.#factorisations += 1;
    return { curvature: relaxedCurvature(this.response, nonAffine), nonAffine };
  }
}

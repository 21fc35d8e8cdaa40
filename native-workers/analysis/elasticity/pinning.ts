import type { Control, NativeHessian } from '../../addon.ts';
import { BadInput } from '../../text/bad-input.ts';
import { dot } from '../modes/participation-ratio.ts';
import { type CurvatureMatrix, type ElasticResponse, ofGradient, relaxedCurvature } from './elastic-response.ts';
import { pinningForces, relativeCompliance } from './pinning-forces.ts';

/** How particles are pinned; both are exact. */
export type PinningRoute = 'schur' | 'refactorise';

/** How a sample answers strain with some particles held to the affine motion: `nonAffine` is 0 for these. */
export type PinnedResponse = Pick<ElasticResponse, 'curvature' | 'nonAffine'>;

/**
 * Particles per √N up to which the forces that hold them are cheaper than a numeric factorisation: for sets scattered
 * over the whole sample both took the same time at 60 of N = 1024, 100 of 4096 and 150 of 16,384 particles (the
 * one grows as |P| N, the other as N^(3/2)). Sets that lie together could be two or three times as large.
 */
const SCHUR_PER_ROOT = 1.5;

/** A set of particles between which the inverse of H is known; its first one, p, is always held. */
export interface HeldSet {
  /** Forces on p and some others, see `pinningForces`. */
  forces: (slots: readonly number[] | null, moved: Float64Array) => Float64Array;
  /** The curvature with the whole set pinned. */
  curvature: () => CurvatureMatrix;
}

/** Throws `BadInput` unless these are different indices of particles. */
function checkDistinct(pinned: readonly number[], particles: number) {
  const wrong = pinned.find((index) => !Number.isInteger(index) || index < 0 || index >= particles);
  if (wrong !== undefined) throw new BadInput(`pinned particle index ${wrong}; expected 0 to ${particles - 1}`);
  if (new Set(pinned).size !== pinned.length) throw new BadInput('a particle is pinned twice');
}

/** The same, and that something is left. */
function checkPinned(pinned: readonly number[], particles: number) {
  checkDistinct(pinned, particles);
  if (pinned.length >= particles) throw new BadInput(`all ${particles} particles are pinned: nothing is left to relax`);
}

/**
 * Pins sets of particles of one sample: they move affinely and no further. Exact for any set, by one of two routes.
 * `schur`: the forces that hold them (`pinningForces`), from the inverse of H between them, which goes through the
 * fronts of the factorisation between them and its root only: ten particles cost less than one solve. `refactorise`: H
 * with their rows and columns deleted, factorised numerically on its old pattern. The cheaper one is taken:
 * `refactorise` for more than `SCHUR_PER_ROOT` √N particles.
 *
 * Sets are indices (rows of the arrays). Every method throws `BadInput` for indices that are not there, repeated, or
 * all of them. A set of one particle changes nothing but where the sample lies.
 */
export class Pinning {
  readonly response: ElasticResponse;
  readonly #hessian: NativeHessian;
  readonly #spent = { columns: 0, solves: 0, factorisations: 0 };

  constructor(response: ElasticResponse, hessian: NativeHessian) {
    this.response = response;
    this.#hessian = hessian;
  }

  /** What has been spent: columns of the inverse between particles, right-hand sides solved, factorisations. */
  get spent(): { columns: number; solves: number; factorisations: number } {
    return { ...this.#spent };
  }

  /** The cheaper route for a set. */
  route(pinned: readonly number[]): PinningRoute {
    return pinned.length <= SCHUR_PER_ROOT * Math.sqrt(this.#hessian.particles) ? 'schur' : 'refactorise';
  }

  /** Particles of the sample. */
  get particles(): number {
    return this.#hessian.particles;
  }

  /** What the forces on any part of a set that has its first particle follow from; at least one particle. */
  hold(set: readonly number[], control?: Control): HeldSet {
    checkDistinct(set, this.particles);
    this.#spent.columns += 2 * set.length;
    const compliance = relativeCompliance(this.#hessian, set, control);
    const forces = (slots: readonly number[] | null, moved: Float64Array) => pinningForces(compliance, slots, moved);
    return {
      forces,
      curvature: () => {
        const moved = this.#movedBy(set);
        return this.#stiffened(forces(null, moved), moved);
      },
    };
  }

  /** The curvature with a set pinned. Pinning more never lowers it. */
  curvature(pinned: readonly number[], route = this.route(pinned)): CurvatureMatrix {
    checkPinned(pinned, this.particles);
    if (pinned.length < 2) return this.response.curvature.slice();
    return route === 'refactorise' ? this.#refactorised(pinned).curvature : this.hold(pinned).curvature();
  }

  /**
   * Curvature and displacements with a set pinned. Unpinned displacements have no net translation; those of a set are
   * zero in the set.
   */
  respond(pinned: readonly number[], route = this.route(pinned), control?: Control): PinnedResponse {
    checkPinned(pinned, this.particles);
    if (pinned.length > 1 && route === 'refactorise') return this.#refactorised(pinned, control);
    let curvature: CurvatureMatrix = this.response.curvature.slice();
    const nonAffine = this.response.nonAffine.slice();
    if (pinned.length === 0) return { curvature, nonAffine };
    const [first] = pinned;
    if (pinned.length > 1) {
      const moved = this.#movedBy(pinned);
      const forces = this.hold(pinned).forces(null, moved);
      curvature = this.#stiffened(forces, moved);
      const held = new Float64Array(nonAffine.length);
      for (let row = 0; row < 4; row++) {
        const target = ofGradient(held, row);
        pinned.forEach((index, slot) => {
          const at = 2 * (row * pinned.length + slot);
          target.set(forces.subarray(at, at + 2), 2 * index);
        });
      }
      const back = this.#hessian.solve(held);
      this.#spent.solves += 4;
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

  /** Free displacements of a set for the four unit gradients: 4 × 2|P|. */
  #movedBy(set: readonly number[]): Float64Array {
    const moved = new Float64Array(8 * set.length);
    for (let row = 0; row < 4; row++) {
      const own = ofGradient(this.response.nonAffine, row);
      set.forEach((index, slot) => moved.set(own.subarray(2 * index, 2 * index + 2), 2 * (row * set.length + slot)));
    }
    return moved;
  }

  /** The free curvature and the work of the forces. */
  #stiffened(forces: Float64Array, moved: Float64Array): CurvatureMatrix {
    const { area, curvature } = this.response;
    return curvature.map((value, at) => {
      const [row, column] = [Math.floor(at / 4), at % 4];
      const work =
        dot(ofGradient(forces, row), ofGradient(moved, column)) +
        dot(ofGradient(forces, column), ofGradient(moved, row));
      return value + work / (2 * area);
    });
  }

  #refactorised(pinned: readonly number[], control?: Control): PinnedResponse {
    const nonAffine = this.#hessian.solvePinned(Int32Array.from(pinned), this.response.affineForces, control);
    this.#spent.solves += 4;
    this.#spent.factorisations += 1;
    return { curvature: relaxedCurvature(this.response, nonAffine), nonAffine };
  }
}

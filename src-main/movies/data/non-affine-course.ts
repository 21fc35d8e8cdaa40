import { deformation, type DisplacementGradient } from '../../../native-workers/analyses/strain/generator.ts';
import type { LoadingStep } from '../../../native-workers/analyses/strain/elastic-branch.ts';
import type { StrainedState } from '../../../native-workers/analyses/strain/strained-state.ts';

/** r − F r₀ of a sample that is strained step by step, in the axes of the unstrained sample. */
export class NonAffineCourse {
  #displacement: Float64Array;
  readonly #generator: DisplacementGradient;
  /** The state behind the last step; null before the first. */
  last: StrainedState | null = null;

  constructor(start: StrainedState, generator: DisplacementGradient) {
    this.#displacement = new Float64Array(start.positions.length);
    this.#generator = generator;
  }

  displacement(): Float64Array {
    return this.#displacement.slice();
  }

  /** What was non-affine before a step is carried on by its F, and `nonAffine`, that of the step, added. */
  after({ state, before }: LoadingStep, nonAffine: Float64Array): Float64Array {
    const [xx, xy, yx, yy] = deformation(this.#generator, state.strain - before.strain);
    const sum = this.#displacement.slice();
    for (let at = 0; at < sum.length; at += 2) {
      const [x, y] = [sum[at], sum[at + 1]];
      sum[at] += xx * x + xy * y + nonAffine[at];
      sum[at + 1] += yx * x + yy * y + nonAffine[at + 1];
    }
    return sum;
  }

  add(step: LoadingStep): void {
    this.#displacement = this.after(step, step.nonAffine);
    this.last = step.state;
  }
}

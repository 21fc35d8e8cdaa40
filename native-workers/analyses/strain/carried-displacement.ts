import type { LoadingStep } from './elastic-branch.ts';
import { deformation, type DisplacementGradient } from './generator.ts';

/** Adds a step to r − F r₀ of the steps so far, 2N in the axes of the unstrained sample: what was there is carried on by F. */
export function carryOn(nonAffine: Float64Array, step: LoadingStep, generator: DisplacementGradient): void {
  const [xx, xy, yx, yy] = deformation(generator, step.state.strain - step.before.strain);
  for (let at = 0; at < nonAffine.length; at += 2) {
    const [x, y] = [nonAffine[at], nonAffine[at + 1]];
    nonAffine[at] += xx * x + xy * y + step.nonAffine[at];
    nonAffine[at + 1] += yx * x + yy * y + step.nonAffine[at + 1];
  }
}

import { addon } from '../../../native-workers/addon.ts';
import { deformation, contract } from '../../../native-workers/analyses/strain/generator.ts';
import type { LoadingStep } from '../../../native-workers/analyses/strain/elastic-branch.ts';
import { deform, stressInSampleAxes, toSampleAxes } from '../../../native-workers/analyses/strain/strained-cell.ts';
import type { Loading } from '../../../native-workers/analyses/strain/strained-state.ts';
import { boxArea, nearestImage } from '../../../native-workers/configuration/configuration.ts';
import { sampleSpec } from '../../../native-workers/configuration/sample-spec.ts';
import { descentStates } from './descent.ts';

/** A state on the way down in an event. */
interface EventState {
  /** V₀⁻¹ dU/dγ, ε/σ². */
  stress: number;
  /** Displacement since the state before the step, beyond the affine one, in the axes of the unstrained sample; 2N. */
  nonAffine: Float64Array;
}

/**
 * The descent of the energy in a plastic event: the last minimum before it is strained by the last step, and the minimiser
 * leads from there to the minimum behind. A sample that it has to push off a saddle ends its descent there; the last state
 * is always the minimum behind.
 */
export function eventDescent(step: LoadingStep, loading: Loading, count: number): EventState[] {
  const { before, state } = step;
  const { configuration, model, generator, forceTolerance, maxEvaluations, clock } = loading;
  const { cell, increment } = deform(before.cell, deformation(generator, state.strain - before.strain));
  const affine = before.positions.slice();
  for (let at = 0; at < affine.length; at += 2) {
    const [x, y] = [before.positions[at], before.positions[at + 1]];
    affine[at] += increment[0] * x + increment[1] * y;
    affine[at + 1] += increment[2] * x + increment[3] * y;
  }
  const atPositions = (positions: Float64Array) => sampleSpec({ ...configuration, positions, box: cell.box }, model);
  const found = descentStates(atPositions(affine), { forceTolerance, maxEvaluations }, count, {
    control: clock.control,
    onProgress: () => undefined,
  });
  const states = found.slice(0, -1).map(({ positions }): EventState => {
    const moved = new Float64Array(positions.length);
    for (let at = 0; at < moved.length; at += 2)
      moved.set(nearestImage(cell.box, positions[at] - affine[at], positions[at + 1] - affine[at + 1]), at);
    const { stress } = new (addon().Sample)(atPositions(positions)).energetics();
    const work = boxArea(cell.box) * contract(stressInSampleAxes(cell, stress), generator);
    return { stress: work / boxArea(configuration.box), nonAffine: toSampleAxes(cell, moved) };
  });
  return [...states, { stress: state.driving, nonAffine: step.nonAffine }];
}

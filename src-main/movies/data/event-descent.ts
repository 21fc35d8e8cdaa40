import { addon } from '../../../native-workers/addon.ts';
import { deformation, contract } from '../../../native-workers/analyses/strain/generator.ts';
import type { LoadingStep } from '../../../native-workers/analyses/strain/elastic-branch.ts';
import { deform, stressInSampleAxes, toSampleAxes } from '../../../native-workers/analyses/strain/strained-cell.ts';
import type { Loading } from '../../../native-workers/analyses/strain/strained-state.ts';
import { largestDisplacement } from '../../../native-workers/analysis/modes/participation-ratio.ts';
import { type Box, boxArea, nearestImage } from '../../../native-workers/configuration/configuration.ts';
import { sampleSpec } from '../../../native-workers/configuration/sample-spec.ts';
import { type Descent, descentStates } from './descent.ts';

/** A state on the way down in an event. */
interface EventState {
  /** V₀⁻¹ dU/dγ, ε/σ². */
  stress: number;
  /** Displacement since the state before the step, beyond the affine one, in the axes of the unstrained sample; 2N. */
  nonAffine: Float64Array;
}

/** The descent of an event. */
export interface EventDescent {
  /** The last is always the minimum behind the event. */
  states: EventState[];
  /** Why what is shown does not lead there, a sentence; null where it does. */
  remark: string | null;
}

/** Force evaluations after which a descent is left where it is: most take some hundreds, a saddle holds one without end. */
const BUDGET = 10_000;
/** Places of one minimum agree so far, σ. */
const SAME = 1e-3;

function moves(box: Box, from: Float64Array, to: Float64Array): Float64Array {
  const moved = new Float64Array(from.length);
  for (let at = 0; at < moved.length; at += 2)
    moved.set(nearestImage(box, to[at] - from[at], to[at + 1] - from[at + 1]), at);
  return moved;
}

const STRAIGHT = 'from there particles move straight to the minimum behind the event.';

/** What is to be said of a descent that does not lead to the minimum behind its event. */
function remarkOf({ states, arrived }: Descent, { state }: LoadingStep): string | null {
  const { evaluations, maxForce, positions } = states[states.length - 1];
  const event = `The descent in the event at γ = ${state.strain.toPrecision(4)}`;
  if (!arrived)
    return (
      `${event} is shown for its first ${evaluations} force evaluations, in which it does not arrive ` +
      `(max|F| is ${maxForce.toExponential(1)} ε/σ, as beside a saddle); ${STRAIGHT}`
    );
  if (largestDisplacement(moves(state.cell.box, state.positions, positions)) <= SAME) return null;
  return `${event} ends at a saddle or in another minimum than the loading has found; ${STRAIGHT}`;
}

/**
 * The descent of the energy in a plastic event: the last minimum before it is strained by the last step, and the minimiser
 * leads from there to the minimum behind. One that comes to a saddle, off which the analysis has pushed the sample, or that
 * has spent its `budget` of force evaluations, ends there, and says so. Throws `Interrupted` where it is stopped.
 */
export function eventDescent(step: LoadingStep, loading: Loading, count: number, budget = BUDGET): EventDescent {
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
  const descent = descentStates(
    atPositions(affine),
    { forceTolerance, maxEvaluations: Math.min(budget, maxEvaluations) },
    count,
    { stage: 'plastic event', control: clock.control, onProgress: () => undefined },
  );
  const remark = remarkOf(descent, step);
  // What has arrived is the minimum behind, to rounding.
  const shown = remark === null ? descent.states.slice(0, -1) : descent.states;
  const states = shown.map(({ positions }): EventState => {
    const { stress } = new (addon().Sample)(atPositions(positions)).energetics();
    const work = boxArea(cell.box) * contract(stressInSampleAxes(cell, stress), generator);
    return {
      stress: work / boxArea(configuration.box),
      nonAffine: toSampleAxes(cell, moves(cell.box, affine, positions)),
    };
  });
  return { states: [...states, { stress: state.driving, nonAffine: step.nonAffine }], remark };
}

import type { Control } from '../../addon.ts';
import { enterStretch } from '../../analysis/run/sample-share.ts';
import { stagedRun, type StageClock } from '../../analysis/run/stage-clock.ts';
import type { Box } from '../../configuration/configuration.ts';
import { carryOn } from './carried-displacement.ts';
import { load } from './elastic-branch.ts';
import { loadingPlan } from './loading-plan.ts';
import { reportedCell, reportedState } from './plastic-event.ts';
import { preparedLoading, type StrainInput } from './prepared-loading.ts';
import type { StrainReport } from './strain-report.ts';
import { toSampleAxes } from './strained-cell.ts';
import { unstrainedState, type StrainedState } from './strained-state.ts';

type ReportedState = StrainReport['start'];

/** A state on the path of a strain run, with where its particles are. */
export interface StrainFrame extends ReportedState {
  /** Steps that lead to it; 0 is the start. */
  step: number;
  box: Box;
  /** Counter-clockwise turn from the axes of the box to those of the unstrained sample. */
  rotationDegrees: number;
  /** In the axes of the box, wrapped about the origin; 2N. */
  positions: Float64Array;
  /** r − F r₀ since the start, in the axes of the box; 2N. */
  nonAffine: Float64Array;
  /** Plastic events up to here. */
  events: number;
  /** Whether an event is next, or was last. */
  beside: 'before' | 'after' | null;
}

/** A state that may become a frame. */
interface Passed {
  step: number;
  state: StrainedState;
  nonAffine: Float64Array;
  events: number;
}

function frameOf({ step, state, nonAffine, events }: Passed, beside: StrainFrame['beside']): StrainFrame {
  const { cell, positions } = state;
  return {
    ...reportedState(state),
    step,
    box: cell.box,
    rotationDegrees: reportedCell(state).rotationDegrees,
    positions: positions.slice(),
    // The inverse turn.
    nonAffine: toSampleAxes({ ...cell, sine: -cell.sine }, nonAffine),
    events,
    beside,
  };
}

function pathOf(input: StrainInput, every: number, clock: StageClock): StrainFrame[] {
  const loading = preparedLoading(input, clock);
  const start = unstrainedState(loading);
  const nonAffine = new Float64Array(start.positions.length);
  let last: Passed = { step: 0, state: start, nonAffine, events: 0 };
  const frames = [frameOf(last, null)];
  /** The last state, as a frame: where it is none yet, or is beside an event. */
  const keepLast = (beside: StrainFrame['beside']) => {
    if (frames.at(-1)?.step === last.step) frames.pop();
    frames.push(frameOf(last, beside));
  };
  load(start, loadingPlan(input.settings), loading, {
    onElastic: (step) => {
      carryOn(nonAffine, step, loading.generator);
      last = { ...last, step: last.step + 1, state: step.state };
      if (last.step % every === 0) keepLast(null);
    },
    onEvent: (step) => {
      // Between two events in a row a state is behind one rather than before the other.
      if (frames.at(-1)?.step !== last.step || frames.at(-1)?.beside === null) keepLast('before');
      carryOn(nonAffine, step, loading.generator);
      last = { ...last, step: last.step + 1, state: step.state, events: last.events + 1 };
      keepLast('after');
      return !input.settings.untilEvent;
    },
    onProgress: (share) => enterStretch(clock.control, share, share),
  });
  if (frames.at(-1)?.step !== last.step) keepLast(null);
  return frames;
}

/**
 * The path that `finiteStrain` takes with these settings, bit for bit, without what it makes of it: the start, every
 * `every`-th step, the states before and behind each event, and the end. The way back is left out. Errors as there.
 */
export function strainPath(input: StrainInput, every: number, control?: Control): StrainFrame[] {
  return stagedRun(control, (clock) => pathOf(input, every, clock));
}

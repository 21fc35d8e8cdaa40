import { boxArea } from '../../configuration/configuration.ts';
import { advance, dissipated, type Advance, type Loading, type StrainedState } from './strained-state.ts';

/** A step in which a particle moves further than this beyond the affine motion, in units of √(V/N), is looked at closer. */
const FAR_PER_SPACING = 0.1;
/** Share of |U| that rounding its sum can look like. */
const ENERGY_ROUNDING = 1e-13;
/** Share of what a step seems to dissipate that an event still does in two halves; of the trapezoid's error half is left. */
const LEFT_IN_HALVES = 0.7;
/** Share of the bracket below which steps are not halved any more. */
const LEAST_PER_BRACKET = 1e-3;
/** Steps before an event whose states are kept. */
const STATES_BEFORE_EVENT = 6;

/** A step along the loading, with what tells whether it was elastic. */
export interface LoadingStep extends Advance {
  before: StrainedState;
  dissipated: number;
  elastic: boolean;
}

/** What is told while a sample is loaded; `path` holds the last states of the elastic branch, oldest first. */
interface LoadingWatch {
  onElastic: (step: LoadingStep) => void;
  /** True goes on from the state behind the event. */
  onEvent: (step: LoadingStep, path: readonly StrainedState[]) => boolean;
  /** Share of the way, 0 to 1. */
  onProgress: (share: number) => void;
}

export interface LoadingPlan {
  to: number;
  /** First step, and the largest. */
  step: number;
  maxStep: number;
  /** Strains at whole multiples of this from the start are met; null: as the steps fall. */
  grid: number | null;
  bracket: number;
  energyTolerance: number;
}

/**
 * One step, judged. Elastic: the work of the stress is found in U (a smooth branch dissipates nothing, and the
 * trapezoid's error falls as h³, at a fold as h^1.5), and nobody jumps.
 */
export function stepFrom(before: StrainedState, step: number, loading: Loading, energyTolerance: number): LoadingStep {
  const done = advance(before, step, loading);
  const lost = dissipated(before, done.state);
  const tolerance = Math.max(energyTolerance, ENERGY_ROUNDING * Math.abs(done.state.energy));
  const far = FAR_PER_SPACING * Math.sqrt(boxArea(done.state.cell.box) / loading.configuration.ids.length);
  return { ...done, before, dissipated: lost, elastic: Math.abs(lost) <= tolerance && done.moved <= far };
}

/**
 * Whether a step that was not elastic holds an event: what an event dissipates is lost in its halves, too, while the error
 * of the trapezoid, of either sign, falls to half (where a pair comes to its cutoff) or less.
 */
function holdsEvent(
  { before, state, dissipated: lost }: LoadingStep,
  loading: Loading,
  energyTolerance: number,
): boolean {
  const half = (state.strain - before.strain) / 2;
  // A jump by itself.
  if (Math.abs(lost) <= energyTolerance) return true;
  const first = stepFrom(before, half, loading, energyTolerance);
  const second = stepFrom(first.state, half, loading, energyTolerance);
  return first.dissipated + second.dissipated > Math.max(energyTolerance, LEFT_IN_HALVES * lost);
}

/** Distance from here to the next multiple, which rounding does not hold up. */
function toGrid(done: number, grid: number | null) {
  return grid === null ? Number.POSITIVE_INFINITY : (Math.floor(done / grid + 1e-6) + 1) * grid - done;
}

/**
 * Loads a sample from a state to a strain. A step that is not elastic is taken back and halved; when it is no longer
 * than `bracket` and still dissipates as much as its halves do, it is a plastic event. Steps double after each elastic
 * one, up to `maxStep`, but not past a strain at which one failed until that is reached. Gives the last state.
 */
export function load(start: StrainedState, plan: LoadingPlan, loading: Loading, watch: LoadingWatch): StrainedState {
  const way = plan.to - start.strain;
  const sign = Math.sign(way);
  const path: StrainedState[] = [start];
  let state = start;
  let size = Math.min(plan.step, plan.maxStep);
  /** Distance from the start at which a step failed; nothing is known beyond. */
  let failedAt = Number.POSITIVE_INFINITY;
  for (;;) {
    const done = sign * (state.strain - start.strain);
    const left = Math.abs(way) - done;
    // A last step shorter than this is the rounding of the strain.
    if (left <= 1e-9 * size) return state;
    const length = Math.min(size, left, failedAt - done, toGrid(done, plan.grid));
    const step = stepFrom(state, sign * length, loading, plan.energyTolerance);
    const isCoarse =
      !step.elastic &&
      (length > plan.bracket ||
        (length > LEAST_PER_BRACKET * plan.bracket && !holdsEvent(step, loading, plan.energyTolerance)));
    if (isCoarse) {
      failedAt = done + length;
      size = length / 2;
      continue;
    }
    if (step.elastic) {
      watch.onElastic(step);
      if (done + length >= failedAt) failedAt = Number.POSITIVE_INFINITY;
      // One that was cut short says nothing of longer ones.
      if (length >= size) size = Math.min(2 * size, plan.maxStep);
    } else {
      const further = watch.onEvent(step, path);
      if (!further) return state;
      path.length = 0;
      failedAt = Number.POSITIVE_INFINITY;
      size = Math.min(plan.step, plan.maxStep);
    }
    state = step.state;
    path.push(state);
    if (path.length > STATES_BEFORE_EVENT) path.shift();
    watch.onProgress((done + length) / Math.abs(way));
  }
}

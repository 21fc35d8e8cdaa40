import { load, type LoadingStep } from '../../../native-workers/analyses/strain/elastic-branch.ts';
import { loadingPlan } from '../../../native-workers/analyses/strain/loading-plan.ts';
import { strainSettingsSchema } from '../../../native-workers/analyses/strain/strain-settings.ts';
import { type Loading, unstrainedState } from '../../../native-workers/analyses/strain/strained-state.ts';
import type { StrainRequest } from '../movie-request.ts';
import { EvenChoice } from './even-choice.ts';
import { eventDescent } from './event-descent.ts';
import { NonAffineCourse } from './non-affine-course.ts';

/** How far beyond its event a sample is strained where no strain is stated, of the strain of the event. */
const BEYOND = 1.2;
/** Share of the states that the descent of the event has; the others are as the strain before and behind it. */
const EVENT_STATES = 0.35;
/** A step of the loading, at most, of the strain that is loaded to where one is stated. */
const STEPS = 200;
/** First step of a loading in search of an event, and the largest. */
const FIRST_STEP = 1e-5;
const LARGEST_STEP = 1e-4;

/** A state on the way. */
export interface CourseState {
  /** γ. */
  strain: number;
  /** V₀⁻¹ dU/dγ, ε/σ². */
  stress: number;
  /** r − F r₀ in the axes of the unstrained sample; 2N. */
  displacement: Float64Array;
  part: 'before' | 'event' | 'behind';
}

/** The states of a loading that a movie shows, in order, and γ of its first plastic event; null where there is none. */
export interface StrainCourse {
  states: CourseState[];
  eventStrain: number | null;
  /** Of the descent. */
  remarks: string[];
}

function planTo(to: number | undefined) {
  const far = Math.abs(to ?? 1);
  const maxStep = Math.min(LARGEST_STEP, (2 * far) / STEPS);
  const step = Math.min(FIRST_STEP, far / 2, maxStep);
  return loadingPlan(strainSettingsSchema.parse({ untilEvent: true, to: to ?? null, step, maxStep }));
}

/**
 * Loads a sample to its first plastic event, follows the descent of the energy in it, and loads on. Of the elastic states
 * an even choice is held, however many steps there are; those of the descent, and both ends of the event, are all there.
 * Errors as of `load` and `eventDescent`.
 */
export function strainCourse(
  loading: Loading,
  { to, states }: StrainRequest,
  onProgress: (share: number) => void,
): StrainCourse {
  const start = unstrainedState(loading);
  const course = new NonAffineCourse(start, loading.generator);
  // Twice what is shown: from between as many and half of them it is chosen evenly.
  const before = new EvenChoice<CourseState>(2 * states);
  const behind = new EvenChoice<CourseState>(2 * states);
  const descent: CourseState[] = [];
  const remarks: string[] = [];
  let eventStrain: number | null = null;
  before.add({ strain: 0, stress: start.driving, displacement: course.displacement(), part: 'before' });
  const add = (step: LoadingStep) => {
    course.add(step);
    const { strain, driving: stress } = step.state;
    const part = eventStrain === null ? 'before' : 'behind';
    (part === 'before' ? before : behind).add({ strain, stress, displacement: course.displacement(), part });
  };
  const addEvent = (step: LoadingStep) => {
    const { strain } = step.state;
    const found = eventDescent(step, loading, Math.max(2, Math.round(EVENT_STATES * states)));
    if (found.remark !== null) remarks.push(found.remark);
    for (const { stress, nonAffine } of found.states)
      descent.push({ strain, stress, displacement: course.after(step, nonAffine), part: 'event' });
    course.add(step);
    eventStrain = strain;
  };
  const watch = {
    onElastic: add,
    onEvent: (step: LoadingStep) => {
      if (eventStrain !== null) {
        add(step);
        return true;
      }
      addEvent(step);
      return to !== undefined;
    },
    onProgress,
  };
  const plan = planTo(to);
  load(start, plan, loading, watch);
  // Set by what is called back, which TypeScript does not follow.
  const found = eventStrain as number | null;
  if (found === null) return { states: before.chosen(states), eventStrain: null, remarks };
  // Loading stops before the event that it was looking for; the way goes on behind it.
  if (to === undefined && course.last !== null) load(course.last, { ...plan, to: BEYOND * found }, loading, watch);
  const others = Math.max(4, states - descent.length);
  const last = behind.held().at(-1)?.strain ?? found;
  const most = Math.min(others - 2, Math.max(2, Math.round((others * found) / last)));
  return {
    states: [...before.chosen(most), ...descent, ...behind.chosen(others - most)],
    eventStrain: found,
    remarks,
  };
}

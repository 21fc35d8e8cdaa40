import type { Control } from '../../../native-workers/addon.ts';
import { configurationOfBackbone, vectorsOfWhole } from '../../../native-workers/analysis/backbone/backbone.ts';
import { enterStretch } from '../../../native-workers/analysis/run/sample-share.ts';
import { stagedRun } from '../../../native-workers/analysis/run/stage-clock.ts';
import { load, type LoadingStep } from '../../../native-workers/analyses/strain/elastic-branch.ts';
import { deformation, generatorOf } from '../../../native-workers/analyses/strain/generator.ts';
import { loadingPlan } from '../../../native-workers/analyses/strain/loading-plan.ts';
import { strainSettingsSchema } from '../../../native-workers/analyses/strain/strain-settings.ts';
import { type Loading, unstrainedState } from '../../../native-workers/analyses/strain/strained-state.ts';
import { modelOf } from '../../../native-workers/models/model-of.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import type { FigureSample } from '../../figures/sample/figure-sample.ts';
import type { StrainRequest } from '../movie-request.ts';
import type { MovieState, StateMotion } from '../painter/movie.ts';
import { eventDescent } from './event-descent.ts';
import { NonAffineCourse } from './non-affine-course.ts';
import { formFor } from './quantity-form.ts';

/** How far beyond its event a sample is strained where no strain is stated, of the strain of the event. */
const BEYOND = 1.2;
/** Share of the states that the descent of the event has, and of the movie for each part. */
const EVENT_STATES = 0.35;
const SHARES = { before: 0.4, event: 0.8, end: 0.94 };
/** A step of the loading, at most, of the strain that is loaded to where one is stated. */
const STEPS = 200;
/** First step of a loading in search of an event. */
const FIRST_STEP = 1e-5;

/** A state as it is gathered, before it is known how long the movie shows what. */
interface GatheredState {
  strain: number;
  stress: number;
  displacement: Float64Array;
  part: 'before' | 'event' | 'behind';
}

/** At most so many of a list, evenly, the first and the last among them. */
function thinned<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / Math.max(1, most - 1);
  return Array.from({ length: most }, (_, at) => items[Math.round(at * step)]);
}

/** States along a loading: to the first event, of its descent, and behind it. */
function gathered(
  loading: Loading,
  { to, states }: StrainRequest,
  onProgress: (share: number) => void,
): { all: GatheredState[]; event: { strain: number; energyDrop: number } | null } {
  const start = unstrainedState(loading);
  const course = new NonAffineCourse(start, loading.generator);
  const all: GatheredState[] = [
    { strain: 0, stress: start.driving, displacement: course.displacement(), part: 'before' },
  ];
  let event: { strain: number; energyDrop: number } | null = null;
  const settings = strainSettingsSchema.parse({
    untilEvent: true,
    to: to ?? null,
    step: Math.min(FIRST_STEP, Math.abs(to ?? 1) / 2),
    maxStep: Math.min(1e-4, (Math.abs(to ?? 1) / STEPS) * 2),
  });
  const plan = loadingPlan({ ...settings, step: Math.min(settings.step, settings.maxStep) });
  const add = ({ state }: LoadingStep, part: GatheredState['part']) =>
    all.push({ strain: state.strain, stress: state.driving, displacement: course.displacement(), part });
  const watch = {
    onElastic: (step: LoadingStep) => {
      course.add(step);
      add(step, event === null ? 'before' : 'behind');
    },
    onEvent: (step: LoadingStep) => {
      if (event === null) {
        event = { strain: step.state.strain, energyDrop: step.dissipated };
        const descent = eventDescent(step, loading, Math.max(2, Math.round(EVENT_STATES * states)));
        for (const { stress, nonAffine } of descent)
          all.push({ strain: step.state.strain, stress, displacement: course.after(step, nonAffine), part: 'event' });
        course.add(step);
        return to !== undefined;
      }
      course.add(step);
      add(step, 'behind');
      return true;
    },
    onProgress,
  };
  const end = load(start, plan, loading, watch);
  const found = event as { strain: number; energyDrop: number } | null;
  if (to !== undefined || found === null) return { all, event: found };
  // Loading stops before the event that it was looking for; the way goes on behind it.
  const behind = course.last ?? end;
  load(behind, { ...plan, to: BEYOND * found.strain }, loading, watch);
  return { all, event: found };
}

/** When states are shown: the loading, the descent of the event, what lies behind it, each evenly in strain or in states. */
function timed(all: readonly GatheredState[], eventStrain: number | null): number[] {
  const last = all[all.length - 1].strain;
  const events = all.filter(({ part }) => part === 'event').length;
  let seen = 0;
  return all.map(({ strain, part }) => {
    if (eventStrain === null) return (SHARES.end * strain) / last;
    if (part === 'before') return (SHARES.before * strain) / eventStrain;
    if (part === 'event') {
      seen += 1;
      return SHARES.before + ((SHARES.event - SHARES.before) * seen) / (events + 1);
    }
    return SHARES.event + ((SHARES.end - SHARES.event) * (strain - eventStrain)) / (last - eventStrain);
  });
}

const PHASES = { before: 'loading', event: 'plastic event', behind: 'behind the event' };

/**
 * States of an athermal quasistatic strain: F = exp(γE) in steps, each minimised, to the first plastic event; the descent of
 * the energy in it; and on behind it. Throws `BadInput` for a sample that is no stable minimum, `Interrupted` where a step
 * does not arrive.
 */
export function strainMotion(sample: FigureSample, request: StrainRequest, control: Control | undefined): StateMotion {
  const { arrays, notElastic } = sample;
  if (notElastic !== null) throw new BadInput(notElastic);
  const { backbone, ids, species, positions, box, sizes } = arrays;
  const whole = { ids, species, positions, box, ...(sizes === undefined ? {} : { sizes }) };
  const generator = generatorOf(request.protocol, request.angle);
  return stagedRun(control, (clock) => {
    const { forceTolerance, maxEvaluations } = strainSettingsSchema.parse({});
    const loading: Loading = {
      configuration: configurationOfBackbone(backbone, whole),
      model: modelOf(arrays.model),
      generator,
      forceTolerance,
      maxEvaluations,
      clock,
      spent: { evaluations: 0 },
    };
    // Where it is loaded in search of an event, nobody knows how far that is.
    const { all, event } = gathered(loading, request, (share) => {
      if (request.to !== undefined) enterStretch(control, share, share);
    });
    const eventStates = all.filter(({ part }) => part === 'event');
    const others = request.states - eventStates.length;
    const before = thinned(
      all.filter(({ part }) => part === 'before'),
      Math.ceil(0.7 * others),
    );
    const behind = thinned(
      all.filter(({ part }) => part === 'behind'),
      // The last is where the movie ends.
      Math.max(2, Math.floor(0.3 * others)),
    );
    const shown = [...before, ...eventStates, ...behind];
    const shares = timed(shown, event?.strain ?? null);
    const displacements = new Float32Array(shown.length * positions.length);
    shown.forEach(({ displacement }, at) =>
      displacements.set(
        backbone === null ? displacement : vectorsOfWhole(backbone, displacement),
        at * positions.length,
      ),
    );
    const angle = request.angle === 0 ? '' : ` at θ = ${request.angle}°`;
    return {
      kind: 'strain',
      title:
        `${request.protocol.replace('-', ' ')}${angle}${event === null ? ', no plastic event' : `, plastic event at γ = ${event.strain.toPrecision(4)}`}`.replace(
          '-',
          '−',
        ),
      quantities: [
        { label: 'γ', unit: '', form: { decimals: 5 }, even: true },
        { label: 'stress', unit: 'ε/σ²', form: formFor(shown.map(({ stress }) => stress)), even: true },
      ],
      states: shown.map(({ strain, stress, part }, at): MovieState => ({
        share: shares[at],
        gradient: deformation(generator, strain),
        values: [strain, stress],
        phase: PHASES[part],
      })),
      displacements,
    };
  });
}

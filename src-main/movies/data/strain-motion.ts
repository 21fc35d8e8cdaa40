import type { Control } from '../../../native-workers/addon.ts';
import { configurationOfBackbone, vectorsOfWhole } from '../../../native-workers/analysis/backbone/backbone.ts';
import { enterStretch } from '../../../native-workers/analysis/run/sample-share.ts';
import { stagedRun } from '../../../native-workers/analysis/run/stage-clock.ts';
import { deformation, generatorOf } from '../../../native-workers/analyses/strain/generator.ts';
import { strainSettingsSchema } from '../../../native-workers/analyses/strain/strain-settings.ts';
import type { Loading } from '../../../native-workers/analyses/strain/strained-state.ts';
import { modelOf } from '../../../native-workers/models/model-of.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import type { FigureSample } from '../../figures/sample/figure-sample.ts';
import type { StrainRequest } from '../movie-request.ts';
import type { MovieState, StateMotion } from '../painter/movie.ts';
import { formFor } from './quantity-form.ts';
import { strainCourse, type StrainCourse } from './strain-course.ts';

/** Shares of the movie: of the descent of the event, and of the end, which stands. */
const SHARES = { event: 0.4, end: 0.06 };

/** When states are shown. Strain rises at one rate throughout, but stands during the descent, whose states come evenly. */
function timed({ states, eventStrain }: StrainCourse): number[] {
  const last = states[states.length - 1].strain;
  const events = states.filter(({ part }) => part === 'event').length;
  const loading = 1 - SHARES.end - (eventStrain === null ? 0 : SHARES.event);
  let seen = 0;
  return states.map(({ strain, part }) => {
    if (part === 'event') seen += 1;
    const descended = part === 'before' ? 0 : seen / (events + (part === 'event' ? 1 : 0));
    return (loading * strain) / last + SHARES.event * descended;
  });
}

const PHASES = { before: 'loading', event: 'plastic event', behind: 'behind the event' };

function titleOf({ protocol, angle }: StrainRequest, { eventStrain }: StrainCourse) {
  const turned = angle === 0 ? '' : ` at θ = ${angle}°`;
  const event = eventStrain === null ? ', no plastic event' : `, plastic event at γ = ${eventStrain.toPrecision(4)}`;
  return `${protocol.replace('-', ' ')}${turned}${event}`.replaceAll('-', '−');
}

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
    const course = strainCourse(loading, request, (share) => {
      if (request.to !== undefined) enterStretch(control, share, share);
    });
    const { states } = course;
    const shares = timed(course);
    const displacements = new Float32Array(states.length * positions.length);
    states.forEach(({ displacement }, at) =>
      displacements.set(
        backbone === null ? displacement : vectorsOfWhole(backbone, displacement),
        at * positions.length,
      ),
    );
    return {
      kind: 'strain',
      title: titleOf(request, course),
      quantities: [
        { label: 'γ', unit: '', form: { decimals: 5 }, even: true },
        { label: 'stress', unit: 'ε/σ²', form: formFor(states.map(({ stress }) => stress)), even: true },
      ],
      states: states.map(({ strain, stress, part }, at): MovieState => ({
        share: shares[at],
        gradient: deformation(generator, strain),
        values: [strain, stress],
        phase: PHASES[part],
      })),
      displacements,
      remarks: course.remarks,
    };
  });
}

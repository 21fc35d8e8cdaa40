import { addon } from '../../addon.ts';
import type { SampleInput } from '../../analysis/description/analysis.ts';
import type { StageClock } from '../../analysis/run/stage-clock.ts';
import { checkConfiguration } from '../../configuration/check-configuration.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import { modelOf } from '../../models/model-of.ts';
import { BadInput } from '../../text/bad-input.ts';
import { generatorOf } from './generator.ts';
import type { StrainSettings } from './strain-settings.ts';
import type { Loading } from './strained-state.ts';

/** One sample and how to strain it. */
export type StrainInput = SampleInput<StrainSettings>;

/** Above this max|F| a configuration is no minimum: a mode of λ = 0.01 would still move it by 1e-7. */
const LARGEST_START_FORCE = 1e-9;

/** Throws `BadInput` unless the forces are those of a minimum. */
function checkMinimum({ configuration, model }: Loading) {
  const { maxForce } = new (addon().Sample)(sampleSpec(configuration, model)).energetics();
  if (!(maxForce <= LARGEST_START_FORCE))
    throw new BadInput(
      `max|F| is ${maxForce.toExponential(2)}: this is no minimum of the energy (at most ` +
        `${LARGEST_START_FORCE.toExponential(0)}), and straining begins at one; relax it first`,
    );
}

/** What stays the same while a sample is strained. Throws `BadInput` for one that the model cannot take, or no minimum. */
export function preparedLoading({ settings, relax, ...input }: StrainInput, clock: StageClock): Loading {
  const model = modelOf(input.model);
  const { configuration } = checkConfiguration(input.configuration, model);
  const { forceTolerance, maxEvaluations } = settings;
  const loading: Loading = {
    configuration,
    model,
    generator: generatorOf(settings.protocol, settings.angle),
    forceTolerance,
    maxEvaluations,
    clock,
    spent: { evaluations: 0 },
  };
  if (!relax) checkMinimum(loading);
  return loading;
}

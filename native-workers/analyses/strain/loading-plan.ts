import { BadInput } from '../../text/bad-input.ts';
import type { LoadingPlan } from './elastic-branch.ts';
import { lastStrain, type StrainSettings } from './strain-settings.ts';

/** Steps of a fixed size that a report can hold. */
const MAX_STEPS = 20_000;

/** How far and in which steps a sample is loaded. Throws `BadInput` for settings that do not fit together. */
export function loadingPlan(settings: StrainSettings): LoadingPlan {
  const { step, untilEvent, maxStep, bracket, energyTolerance } = settings;
  const to = lastStrain(settings);
  if (!untilEvent && Math.abs(to) / step > MAX_STEPS)
    throw new BadInput(
      `${Math.round(Math.abs(to) / step)} steps of ${step} to a strain of ${to}; at most ${MAX_STEPS} are made: ` +
        'take a larger step',
      { field: 'step' },
    );
  if (step > Math.abs(to) * (1 + 1e-9))
    throw new BadInput(`a step of ${step} does not fit into a strain of ${to}`, { field: 'step' });
  if (untilEvent && maxStep < step)
    throw new BadInput(`the largest step ${maxStep} is below the first step ${step}`, { field: 'maxStep' });
  return {
    to,
    step,
    maxStep: untilEvent ? maxStep : step,
    grid: untilEvent ? null : step,
    bracket: Math.min(bracket, step),
    energyTolerance,
  };
}

import { fixModeSigns } from '../analysis/modes/mode-sign.ts';
import { Interrupted } from '../analysis/run/stage-clock.ts';
import type { WarmSample } from '../analysis/warm/warm-sample.ts';
import type { LowestModesInput, LowestModesOutput } from './lowest-modes.contract.ts';

export function handleLowestModes({ count }: LowestModesInput, { sample, hessian }: WarmSample): LowestModesOutput {
  const { status, eigenvalues, displacements, solves } = hessian.lowestModes({ count });
  if (status !== 'converged')
    throw new Interrupted('not-converged', null, `the ${count} lowest modes did not converge in ${solves} solves`);
  fixModeSigns(sample, displacements);
  return { eigenvalues, displacements };
}

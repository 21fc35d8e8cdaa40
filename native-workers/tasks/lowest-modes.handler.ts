import { fixModeSigns } from '../analysis/modes/mode-sign.ts';
import type { LowestModesInput, LowestModesOutput } from './lowest-modes.contract.ts';
import type { TaskResult } from './task.ts';
import type { WarmSample } from '../analysis/warm/warm-sample.ts';

export function handleLowestModes(
  { sample, hessian }: WarmSample,
  { count }: LowestModesInput,
): TaskResult<LowestModesOutput> {
  const { status, eigenvalues, displacements, solves } = hessian.lowestModes({ count });
  if (status !== 'converged')
    return {
      ok: false,
      kind: 'not-converged',
      place: {},
      message: `the ${count} lowest modes did not converge in ${solves} solves`,
    };
  fixModeSigns(sample, displacements);
  return { ok: true, value: { eigenvalues, displacements } };
}

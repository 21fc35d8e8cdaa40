import type { MinimiseOptions, MinimiseResult } from '../../addon.ts';
import { Interrupted } from './stage-clock.ts';

/** Throws `Interrupted` where a minimisation did not arrive, with what it reached. */
export function requireMinimum(
  stage: string,
  { status, maxForce, evaluations, newtonSteps }: MinimiseResult,
  { forceTolerance, newton = true }: MinimiseOptions & { forceTolerance: number },
): void {
  if (status === 'converged') return;
  const steps = newton ? ` and ${newtonSteps} Newton steps` : '';
  const wanted = newton ? forceTolerance.toExponential(0) : forceTolerance;
  throw new Interrupted(
    status,
    stage,
    `max|F| is ${maxForce.toExponential(2)} after ${evaluations} force evaluations${steps}; wanted ${wanted}`,
  );
}

import type { MinimiseOptions, MinimiseResult, NativeHessian } from '../../addon.ts';
import { BadInput } from '../../text/bad-input.ts';
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

/** The two translations. */
const TRANSLATIONS = 2;

/** Throws `BadInput`, worded by `why`, where a Hessian is not that of a stable minimum. */
export function requireStable(
  { inertia: { negative, zero } }: NativeHessian,
  why: { negative: (count: string) => string; zero: (count: number) => string },
): void {
  if (negative > 0) throw new BadInput(why.negative(`${negative} negative eigenvalue${negative === 1 ? '' : 's'}`));
  if (zero > TRANSLATIONS) throw new BadInput(why.zero(zero));
}

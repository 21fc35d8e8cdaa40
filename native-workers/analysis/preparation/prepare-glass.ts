import type { Configuration } from '../../configuration/configuration.ts';
import type { Model } from '../../models/registry.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Protocol } from './protocol-presets.ts';
import { quench } from './quench.ts';
import { type Course, runDynamics, startState } from './run-dynamics.ts';

/**
 * Moves overlapping particles apart: a first-order minimisation that stops far from any minimum, at a max|F| (ε/σ) of
 * the order of the forces that the liquid's own collisions make, so that no pair is left that the time step cannot follow.
 */
const PUSH_OFF = { forceTolerance: 10, newton: false };

/**
 * Random start → push-off → equilibration → cooling: the last state of the dynamics. The liquid of a crystal is made the
 * same way, in the crystal's rectangle. Throws `Interrupted` where it ends early.
 */
export function prepareGlass(
  random: Configuration,
  model: Model,
  protocol: Protocol,
  seed: string,
  course: Course,
): Checkpoint {
  const share = { begin: 0, end: course.shareOfDynamics };
  const jobFrom = (start: Configuration) => ({ ...course, start, model, protocol, seed, share });
  if (course.from !== undefined) return runDynamics(jobFrom(random), course.from);
  const { configuration, result, wallSeconds } = quench(random, model, PUSH_OFF, course.control, 'push-off');
  const job = jobFrom(configuration);
  return runDynamics(job, startState(job, { pushOffEvaluations: result.evaluations, rejected: [], wallSeconds }));
}

import type { Addon, Control } from '../../addon.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Protocol } from './protocol-presets.ts';
import { randomStartIn } from './random-start.ts';
import { runDynamics, startState } from './run-dynamics.ts';
import type { Simulation } from './simulation.ts';
import { Interrupted } from '../run/stage-clock.ts';

/** What the makers of samples share: kernels, the way to stop, and who watches. */
export interface Course {
  kernels: Addon;
  control: Control | undefined;
  /** Where to go on; undefined: from the beginning. */
  from: Checkpoint | undefined;
  onCheckpoint: ((checkpoint: Checkpoint) => void) | undefined;
  /** Share of the whole sample at which the dynamics ends. */
  shareOfDynamics: number;
}

/**
 * max|F| at which overlapping particles have been pushed apart, ε/σ: of the order of the forces that the liquid's own
 * collisions make, so that no pair is left that the time step cannot follow.
 */
const PUSH_OFF_FORCE = 10;

/** Moves overlapping particles apart: a first-order minimisation that stops far from any minimum. */
function pushOff(start: Configuration, simulation: Simulation, { kernels, control }: Course) {
  const began = performance.now();
  const sample = new kernels.Sample(sampleSpec(start, simulation.model));
  const result = sample.minimise({ forceTolerance: PUSH_OFF_FORCE, newton: false }, control);
  return { positions: sample.positions(), result, wallSeconds: (performance.now() - began) / 1000 };
}

/**
 * Random start → push-off → equilibration → cooling: the last state of the dynamics and the particles it belongs to.
 * The liquid of a crystal is made the same way, in the crystal's rectangle. Throws `Interrupted` where it ends early.
 */
export function prepareGlass(
  simulation: Simulation,
  protocol: Protocol,
  seed: string,
  course: Course,
): { start: Configuration; state: Checkpoint } {
  const { kernels, control, from, onCheckpoint, shareOfDynamics } = course;
  const random = randomStartIn(simulation, seed);
  const jobFrom = (start: Configuration) => ({
    start,
    model: simulation.model,
    protocol,
    seed,
    kernels,
    control,
    share: { begin: 0, end: shareOfDynamics },
    onCheckpoint,
  });
  if (from !== undefined) return { start: random, state: runDynamics(jobFrom(random), from) };
  const { positions, result, wallSeconds } = pushOff(random, simulation, course);
  if (result.status !== 'converged')
    throw new Interrupted(
      result.status,
      'push-off',
      `max|F| is ${result.maxForce.toExponential(2)} after ${result.evaluations} force evaluations; wanted ${PUSH_OFF_FORCE}`,
    );
  const start = { ...random, positions };
  const job = jobFrom(start);
  const first = startState(job, { pushOffEvaluations: result.evaluations, rejected: [], wallSeconds });
  return { start, state: runDynamics(job, first) };
}

import { addon, type Control, type DynamicsSpec, TRACE_COLUMNS } from '../../addon.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import type { Model } from '../../models/registry.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import { checkCheckpoint, type Checkpoint } from './checkpoint.ts';
import { dynamicsPlan, plannedSteps } from './dynamics-plan.ts';
import type { Protocol } from './protocol-presets.ts';
import { swapRounds } from './swap-rounds.ts';
import { enterStretch } from '../run/sample-share.ts';
import { keyOfSeed } from './sample-seed.ts';
import { Interrupted } from '../run/stage-clock.ts';
import { meanSquareDisplacement } from './mean-square-displacement.ts';

/** The time step that is suggested instead of one that blew up, at most. */
const CAUTIOUS_TIME_STEP = 0.005;

/** Where to begin, and the callback that receives the state after every run of the dynamics. */
export interface SimulateWatch {
  /** A checkpoint that the same settings and index have made on the same build; without it, from the beginning. */
  from?: Checkpoint | undefined;
  /** Its arrays belong to the receiver and are not changed later. */
  onCheckpoint?: ((checkpoint: Checkpoint) => void) | undefined;
}

/** What the makers of samples share: kernels, the way to stop, and who watches. */
export interface Course extends SimulateWatch {
  control: Control | undefined;
  /** Share of the whole sample at which the dynamics ends. */
  shareOfDynamics: number;
}

/** A sample on its way through a protocol. */
export interface DynamicsJob extends Omit<Course, 'from' | 'shareOfDynamics'> {
  /** The particles at step 0. */
  start: Configuration;
  model: Model;
  protocol: Protocol;
  /** Seed of the sample (or of the try): the only source of its random numbers. */
  seed: string;
  /** Share of the whole sample that the dynamics begins and ends at. */
  share: { begin: number; end: number };
}

/** The particles with the diameters of a state; as they are where they have none. */
export function withDiameters(configuration: Configuration, diameters: Float64Array | undefined): Configuration {
  const { sizes } = configuration;
  return sizes === undefined || diameters === undefined
    ? configuration
    : { ...configuration, sizes: { ...sizes, diameters } };
}

/** The kernel at a state; without velocities it draws them. */
function dynamicsOf(
  { start, model, protocol, seed }: DynamicsJob,
  { positions, velocities, step, diameters }: Pick<DynamicsSpec, 'positions' | 'velocities' | 'step' | 'diameters'>,
) {
  const { temperature, timeStep } = protocol;
  const spec = sampleSpec({ ...withDiameters(start, diameters), positions }, model);
  return new (addon().Dynamics)({ ...spec, velocities, temperature, timeStep, step, key: keyOfSeed(seed) });
}

/** The state before the first step: the job's start with velocities drawn from the Maxwell distribution. */
export function startState(
  job: DynamicsJob,
  before: Pick<Checkpoint, 'pushOffEvaluations' | 'rejected' | 'wallSeconds'>,
): Checkpoint {
  const { positions, sizes } = job.start;
  return {
    step: 0,
    positions,
    ...(sizes === undefined ? {} : { diameters: sizes.diameters }),
    velocities: dynamicsOf(job, { positions, step: 0, velocities: null }).velocities(),
    start: positions,
    trace: { rows: new Float64Array(0), displacements: new Float64Array(0) },
    rebuilds: 0,
    ...before,
  };
}

/**
 * Runs a protocol from a state to its end, and gives the last state. Calls `onCheckpoint` after every run; arrays
 * handed over are not changed later. Going on from a checkpoint gives the bits of a run without a stop.
 * Throws `Interrupted` when it is stopped or the time step blows up, `BadInput` for a checkpoint of another protocol.
 */
export function runDynamics(job: DynamicsJob, from: Checkpoint): Checkpoint {
  const { start, model, protocol, control, share } = job;
  const plan = dynamicsPlan(protocol);
  const total = plannedSteps(plan);
  checkCheckpoint(from, start, new Set([0, ...plan.map((run) => run.from + run.steps)]));
  const dynamics = dynamicsOf(job, from);
  const swaps = swapRounds(protocol, start.ids.length);
  const masses = model.species.map((kind) => kind.mass);
  let state = from;
  let clock = performance.now();
  for (const run of plan) {
    if (run.from < from.step) continue;
    const shareAt = (step: number) => share.begin + ((share.end - share.begin) * step) / total;
    enterStretch(control, shareAt(run.from), shareAt(run.from + run.steps));
    const { steps, temperature } = run;
    const { thermostat, traceInterval, precision } = protocol;
    const result = dynamics.run({ steps, thermostat, temperature, traceInterval, precision, swaps }, control);
    if (result.status === 'diverged') {
      const suggestion = Math.min(protocol.timeStep / 2, CAUTIOUS_TIME_STEP);
      const detail = `the dynamics blew up: ${result.detail}; try a time step of ${suggestion} (protocol.timeStep)`;
      throw new Interrupted('not-converged', run.stage, detail);
    }
    if (result.status === 'cancelled') throw new Interrupted('cancelled', run.stage, `cancelled during '${run.stage}'`);
    const positions = dynamics.positions();
    const moved =
      run.stage === 'equilibration'
        ? [run.from + steps, meanSquareDisplacement(state.start, positions, start.species, masses).total]
        : [];
    const { rows, displacements } = state.trace;
    const now = performance.now();
    const diameters = dynamics.diameters();
    const made = { attempts: 0, accepted: 0, ...state.swaps };
    state = {
      ...state,
      step: run.from + steps,
      positions,
      ...(diameters === null ? {} : { diameters }),
      ...(swaps === undefined
        ? {}
        : {
            swaps: {
              attempts: made.attempts + result.swaps.attempts,
              accepted: made.accepted + result.swaps.accepted,
            },
          }),
      velocities: dynamics.velocities(),
      trace: {
        rows: new Float64Array([...rows, ...result.trace]),
        displacements: new Float64Array([...displacements, ...moved]),
      },
      rebuilds: state.rebuilds + result.rebuilds,
      wallSeconds: state.wallSeconds + (now - clock) / 1000,
    };
    clock = now;
    job.onCheckpoint?.(state);
  }
  return state;
}

/** Mean of the measured temperature over the rows of the trace between two steps; null where there is none. */
export function meanTemperature(rows: Float64Array, after: number, until: number): number | null {
  const width = TRACE_COLUMNS.length;
  let sum = 0;
  let count = 0;
  for (let at = 0; at < rows.length; at += width) {
    if (rows[at] <= after || rows[at] > until) continue;
    sum += rows[at + 1];
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

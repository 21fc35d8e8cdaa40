import {
  addon,
  type DynamicsRunOptions,
  type DynamicsSpec,
  type NativeDynamics,
  type ThermostatSpec,
} from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { keyOfSeed, sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { modelById } from '../../native-workers/models/registry.ts';

/** A relaxed random start of a model, to be heated. */
export interface LiquidStart {
  model: string;
  particles: number;
  /** Velocities are drawn at this one. */
  temperature: number;
  timeStep: number;
  seed?: number;
  /** Mass of each species instead of the model's. */
  masses?: number[];
}

/** Everything a run starts from. */
export function liquidSpec({ model, particles, temperature, timeStep, seed = 1, masses }: LiquidStart): DynamicsSpec {
  const kind = modelById(model);
  const key = sampleSeed('dynamics tests', seed);
  const start = randomStart(kind, particles, kind.density, key);
  const sample = new (addon().Sample)(sampleSpec(start, kind));
  sample.minimise({ forceTolerance: 1e-6 });
  return {
    ...sampleSpec(start, kind),
    ...(masses === undefined ? {} : { masses }),
    positions: sample.positions(),
    velocities: null,
    temperature,
    timeStep,
    step: 0,
    key: keyOfSeed(key),
  };
}

export const NO_THERMOSTAT: ThermostatSpec = { kind: 'none' };

/** Options of a run in a bath of one temperature. */
export function inBath(
  steps: number,
  temperature: number,
  thermostat: ThermostatSpec,
  traceInterval?: number,
): DynamicsRunOptions {
  const options = { steps, thermostat, temperature: { start: temperature, end: temperature } };
  return traceInterval === undefined ? options : { ...options, traceInterval };
}

/** Half of the heat of a relaxed start goes to the potential energy: drawn at twice the temperature, then in a bath. */
export function equilibrated(start: LiquidStart, time: number, thermostat?: ThermostatSpec): NativeDynamics {
  const dynamics = new (addon().Dynamics)(liquidSpec({ ...start, temperature: 2 * start.temperature }));
  const bath = thermostat ?? { kind: 'rescaling', relaxationTime: 0.2 };
  run(dynamics, inBath(Math.round(time / start.timeStep), start.temperature, bath));
  return dynamics;
}

/** A trace's columns by name. */
export interface TraceColumns {
  step: Float64Array;
  temperature: Float64Array;
  potentialEnergy: Float64Array;
  kineticEnergy: Float64Array;
  pressure: Float64Array;
}

/** Runs to the end; throws when it does not arrive there. */
export function run(dynamics: NativeDynamics, options: DynamicsRunOptions): TraceColumns {
  const result = dynamics.run(options);
  if (result.status !== 'done') throw new Error(`the run is ${result.status}: ${result.detail}`);
  const column = (at: number): Float64Array =>
    Float64Array.from({ length: result.trace.length / 5 }, (_, row) => result.trace[5 * row + at]);
  return {
    step: column(0),
    temperature: column(1),
    potentialEnergy: column(2),
    kineticEnergy: column(3),
    pressure: column(4),
  };
}

/** The same system, stopped at the present state of a run, with another time step. */
export function goingOn(spec: DynamicsSpec, dynamics: NativeDynamics, timeStep: number): NativeDynamics {
  return new (addon().Dynamics)({
    ...spec,
    positions: dynamics.positions(),
    velocities: dynamics.velocities(),
    timeStep,
    step: dynamics.step,
  });
}

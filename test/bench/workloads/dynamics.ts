// node dynamics.ts JSON → one line of JSON: steps of dynamics from the positions of a file, on one core.
import { addon, type DynamicsPrecision, type ThermostatSpec } from '../../../native-workers/addon.ts';
import { sampleSpec } from '../../../native-workers/configuration/sample-spec.ts';
import type { Configuration } from '../../../native-workers/configuration/configuration.ts';
import { modelById } from '../../../native-workers/models/registry.ts';
import { peakMiB } from './peak-memory.ts';
import { readConfiguration } from './read-configuration.ts';

/** What the parent process asks for. */
export interface DynamicsRequest {
  file: string;
  model: string;
  /** The file's sample side by side, copies × copies times. */
  copies: number;
  temperature: number;
  timeStep: number;
  thermostat: ThermostatSpec['kind'];
  precision: DynamicsPrecision;
  /** Instruction set; null for the best this CPU has. */
  variant: string | null;
  warmUpSteps: number;
  steps: number;
}

/** What the parent process reads. */
export interface DynamicsTiming {
  variant: string;
  particles: number;
  /** Of the timed steps, the first list of the run included. */
  seconds: number;
  /** The same in time of the processor, which does not run while other processes have the core. */
  cpuSeconds: number;
  rebuilds: number;
  /** Of the last step. */
  temperature: number;
  peakMiB: number;
}

const THERMOSTATS: Record<ThermostatSpec['kind'], ThermostatSpec> = {
  none: { kind: 'none' },
  langevin: { kind: 'langevin', friction: 1 },
  rescaling: { kind: 'rescaling', relaxationTime: 1 },
};

function sideBySide({ species, positions, box }: Configuration, copies: number): Configuration {
  const particles = species.length;
  const count = particles * copies * copies;
  const wide = {
    ids: Int32Array.from({ length: count }, (_, at) => at + 1),
    species: new Uint8Array(count),
    positions: new Float64Array(2 * count),
    box: { lx: copies * box.lx, ly: copies * box.ly, xy: 0 },
  };
  for (let at = 0; at < count; at++) {
    const [copy, from] = [Math.floor(at / particles), at % particles];
    wide.species[at] = species[from];
    wide.positions[2 * at] = positions[2 * from] + (copy % copies) * box.lx;
    wide.positions[2 * at + 1] = positions[2 * from + 1] + Math.floor(copy / copies) * box.ly;
  }
  return wide;
}

const request = JSON.parse(process.argv[2]) as DynamicsRequest;
// Read when the kernels are first used.
if (request.variant !== null) process.env['KEYCORE_ADDON_VARIANT'] = request.variant;
const { temperature, timeStep, precision, warmUpSteps, steps } = request;
const configuration = sideBySide(await readConfiguration(request.file), request.copies);
const dynamics = new (addon().Dynamics)({
  ...sampleSpec(configuration, modelById(request.model)),
  velocities: null,
  temperature,
  timeStep,
  step: 0,
  key: [1, 2],
});
const bath = { start: temperature, end: temperature };
dynamics.run({ steps: warmUpSteps, thermostat: THERMOSTATS.rescaling, temperature: bath });
const cpuBefore = process.cpuUsage();
const before = performance.now();
const result = dynamics.run({ steps, thermostat: THERMOSTATS[request.thermostat], temperature: bath, precision });
const seconds = (performance.now() - before) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
if (result.status !== 'done') throw new Error(`the run is ${result.status}: ${result.detail}`);
const timing: DynamicsTiming = {
  variant: addon().variant,
  particles: dynamics.particles,
  seconds,
  cpuSeconds: (user + system) / 1e6,
  rebuilds: result.rebuilds,
  temperature: result.trace[1],
  peakMiB: peakMiB(),
};
process.stdout.write(`${JSON.stringify(timing)}\n`);

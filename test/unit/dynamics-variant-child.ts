// node dynamics-variant-child.ts < systems.json → one line of JSON: what the kernels of KEYCORE_ADDON_VARIANT make of them.
import { readFileSync } from 'node:fs';

import {
  addon,
  type DynamicsPrecision,
  type DynamicsRunOptions,
  type DynamicsSpec,
} from '../../native-workers/addon.ts';
import { inBath, NO_THERMOSTAT, run } from './dynamics-liquid.ts';
import { largest, largestDifference } from './reference-fixture.ts';

/** A `DynamicsSpec` as it goes through JSON: typed arrays as plain ones. */
export interface PlainSystem {
  name: string;
  spec: Record<string, unknown>;
}

/** What the parent reads. */
export interface VariantReport {
  variant: string;
  systems: {
    name: string;
    precision: DynamicsPrecision;
    /** Largest deviation of the force at the start from the plain loop's, relative to the largest force. */
    first: number;
    /** The same for the sum of the forces before and after a late step. */
    late: number;
    rebuilds: number;
    /** Potential energy per particle along a run. */
    energies: number[];
  }[];
}

/** Steps after which forces are looked at: many lists have been made, and the last one is some steps old. */
const LATE = 403;
/** Entries of a spec that are typed arrays. */
const DOUBLES = ['positions', 'velocities', 'value', 'slope', 'curvature'];

/** For JSON.stringify: typed arrays as plain ones, which keeps every bit. */
export function plainArrays(_key: string, value: unknown): unknown {
  return value instanceof Float64Array || value instanceof Uint8Array ? [...value] : value;
}

function typedArrays(key: string, value: unknown): unknown {
  if (DOUBLES.includes(key) && value !== null) return Float64Array.from(value as number[]);
  return key === 'species' ? Uint8Array.from(value as number[]) : value;
}

function forces(spec: DynamicsSpec, positions: Float64Array): Float64Array {
  return new (addon().Sample)({ ...spec, positions }).energetics().forces;
}

/** Forces from velocities: Δv = Δt (F + F′)/2m, F and F′ by the plain loop at the positions before and after. */
function deviation(spec: DynamicsSpec, before: Float64Array, after: Float64Array, change: Float64Array): number {
  const [old, now] = [forces(spec, before), forces(spec, after)];
  const sum = old.map((f, k) => f + now[k]);
  const found = change.map((dv, k) => (dv * 2 * spec.masses[spec.species[k >> 1]]) / spec.timeStep);
  return largestDifference(found, sum) / largest(sum);
}

function report(name: string, spec: DynamicsSpec, precision: DynamicsPrecision): VariantReport['systems'][number] {
  const free = (steps: number, traceInterval?: number): DynamicsRunOptions => ({
    ...inBath(steps, 0, NO_THERMOSTAT, traceInterval),
    precision,
  });
  const rest = { ...spec, velocities: new Float64Array(spec.positions.length) };
  const still = new (addon().Dynamics)(rest);
  run(still, free(1));
  const first = deviation(rest, spec.positions, still.positions(), still.velocities());
  // The same start twice: the runs of n and of n + 1 steps share their first n.
  const [short, long] = [new (addon().Dynamics)(spec), new (addon().Dynamics)(spec)];
  run(short, free(LATE));
  const result = long.run(free(LATE + 1));
  const now = long.velocities();
  const change = short.velocities().map((v, k) => now[k] - v);
  const late = deviation(spec, short.positions(), long.positions(), change);
  const trace = run(new (addon().Dynamics)(spec), free(250, 25));
  return { name, precision, first, late, rebuilds: result.rebuilds, energies: [...trace.potentialEnergy] };
}

// Imported by the test for its types and `plainArrays`; run by it as a process.
if (process.argv[1] === import.meta.filename) {
  const systems = JSON.parse(readFileSync(0, 'utf8'), typedArrays) as { name: string; spec: DynamicsSpec }[];
  const result: VariantReport = {
    variant: addon().variant,
    systems: systems.flatMap(({ name, spec }) => [report(name, spec, 'mixed'), report(name, spec, 'double')]),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

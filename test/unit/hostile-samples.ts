import {
  addon,
  type DynamicsRunOptions,
  type DynamicsSpec,
  type NativeDynamics,
  type NativeHessian,
  type NativeSample,
  type NativeVoronoi,
  type SampleSpec,
  type VoronoiEdges,
} from '../../native-workers/addon.ts';
import { uniforms } from './configurations.ts';

/** Sixteen soft discs near the sites of a square lattice: quick to relax, with a stable Hessian. */
export const PARTICLES = 16;
const SIDE = 4;

export function sampleSpec(change: object = {}): SampleSpec {
  const off = uniforms(2 * PARTICLES, 5);
  const spec: SampleSpec = {
    positions: Float64Array.from({ length: 2 * PARTICLES }, (_, at) => {
      const particle = at >> 1;
      return (at % 2 === 0 ? particle % SIDE : Math.floor(particle / SIDE)) + 0.2 * off[at];
    }),
    species: new Uint8Array(PARTICLES),
    box: [SIDE, SIDE, 0],
    masses: [1],
    potential: { form: 'inverse-power', exponent: 10, epsilon: [1], sigma: [1], cutoff: [1.9] },
  };
  return changed(spec, change);
}

/** `base` with properties of any kind in place of its own, their getters kept. */
export function changed<Kind extends object>(base: Kind, change: object): Kind {
  const whole: unknown = Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(base),
    ...Object.getOwnPropertyDescriptors(change),
  });
  return whole as Kind;
}

export function sample(change: object = {}): NativeSample {
  return new (addon().Sample)(sampleSpec(change));
}

export function relaxedHessian(): NativeHessian {
  const relaxed = sample();
  relaxed.minimise({});
  return relaxed.hessian();
}

export function dynamics(change: object = {}): NativeDynamics {
  const rest = { velocities: null, temperature: 0.1, timeStep: 0.005, step: 0, key: [1, 2] as const };
  const spec: DynamicsSpec = { ...sampleSpec(), ...rest };
  return new (addon().Dynamics)(changed(spec, change));
}

export function runOptions(change: object = {}): DynamicsRunOptions {
  const options: DynamicsRunOptions = {
    steps: 20,
    thermostat: { kind: 'none' },
    temperature: { start: 0.1, end: 0.1 },
  };
  return changed(options, change);
}

/** Four cells in a ring. */
export function voronoi(change: object = {}): NativeVoronoi {
  const edges: VoronoiEdges = {
    positions: Float64Array.of(0.5, 0.5, 1.5, 0.5, 1.5, 1.5, 0.5, 1.5),
    box: [2, 2, 0],
    i: Int32Array.of(0, 1, 2, 3),
    j: Int32Array.of(1, 2, 3, 0),
    separation: Float64Array.of(1, 0, 0, 1, -1, 0, 0, -1),
    midpoint: Float64Array.of(0.5, 0, 0, 0.5, -0.5, 0, 0, -0.5),
    length: Float64Array.of(1, 1, 1, 1),
  };
  return new (addon().Voronoi)(changed(edges, change));
}

/** One vector of 2N numbers. */
export function vector(value = 1): Float64Array {
  return new Float64Array(2 * PARTICLES).map((_, at) => value * (at + 1));
}

import type { Control } from './kernel-run.ts';
import type { SampleSpec } from './sample.ts';

/** How the particles exchange energy with a bath. */
export type ThermostatSpec =
  | {
      /** None: energy and momentum are conserved (NVE). */
      kind: 'none';
    }
  | {
      /**
       * Langevin: dv = −γ v dt + √(2γT/m) dW on every particle, exact for a free one (BAOAB splitting). Canonical.
       * Leimkuhler & Matthews, Appl. Math. Res. eXpress 2013, 34.
       */
      kind: 'langevin';
      /** γ, 1/time. */
      friction: number;
    }
  | {
      /**
       * Stochastic velocity rescaling: the kinetic energy follows its canonical distribution, total momentum stays
       * zero. Bussi, Donadio & Parrinello, J. Chem. Phys. 126, 014101 (2007).
       */
      kind: 'rescaling';
      /** Time in which the kinetic energy relaxes. */
      relaxationTime: number;
    };

/**
 * `mixed`: forces in single precision, each to some 1e-7 of the largest that a pair contributes to it; positions,
 * velocities and energies in double. `double`: forces too.
 */
export type DynamicsPrecision = 'mixed' | 'double';

/** What a native `Dynamics` starts from: its whole state, so that a checkpoint is these arrays and the step. */
export interface DynamicsSpec extends SampleSpec {
  /** x0, y0, x1, y1, ...; length 2N. Null draws them from the Maxwell distribution at `temperature`, total momentum 0. */
  velocities: Float64Array | null;
  /** Temperature that missing velocities are drawn at. */
  temperature: number;
  timeStep: number;
  /** Steps made before this state: the counter of the random numbers, with `key` their only source. */
  step: number;
  /** Key of the sample's random numbers (`keyOfSeed`). */
  key: readonly [number, number];
}

export interface DynamicsRunOptions {
  steps: number;
  thermostat: ThermostatSpec;
  /** Of the bath, linear in time from the first to the last step of this run. Not used by `none`. */
  temperature: { start: number; end: number };
  /** Steps between two rows of the trace; default: one row, after the last step. */
  traceInterval?: number;
  /** Width by which the neighbour list exceeds the cutoff, in units of σ; default: chosen by the kernel. */
  skin?: number;
  /** Of the forces; default: mixed. */
  precision?: DynamicsPrecision;
  /**
   * Monte Carlo exchanges of the diameters of two random particles at the temperature of the bath: `attempts` of them
   * after every step whose number, counted from 0 of the spec, is a multiple of `interval`. Of particles with diameters.
   */
  swaps?: { interval: number; attempts: number } | undefined;
}

/** Numbers of a row of a trace, in order. Energies per particle; pressure P = (N T + ½ Σ_pairs r·F)/V. */
export const TRACE_COLUMNS = ['step', 'temperature', 'potentialEnergy', 'kineticEnergy', 'pressure'] as const;

export interface DynamicsResult {
  /** `diverged`: the time step was too long for the forces met; the state is that before this run. */
  status: 'done' | 'cancelled' | 'diverged';
  /** Steps made in this run. */
  steps: number;
  /** Rows of `TRACE_COLUMNS`. */
  trace: Float64Array;
  /** Neighbour lists built. */
  rebuilds: number;
  /** Exchanges of diameters that were tried and made. */
  swaps: { attempts: number; accepted: number };
  /** Why it diverged; empty otherwise. */
  detail: string;
}

/**
 * Molecular dynamics at fixed density. Every `run` begins with a new neighbour list made from the present state only:
 * runs of the same lengths from the same state give the same bits on the same build, whether or not the state went
 * through a file in between.
 */
export interface NativeDynamics {
  readonly particles: number;
  /** Steps made so far, those of the spec included. */
  readonly step: number;
  /** Not wrapped: displacements are differences. */
  positions(): Float64Array;
  velocities(): Float64Array;
  /** Of each particle, as swaps have left them; null where particles have none. */
  diameters(): Float64Array | null;
  run(options: DynamicsRunOptions, control?: Control): DynamicsResult;
}

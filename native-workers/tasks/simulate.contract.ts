import type { MessagePort } from 'node:worker_threads';
import type { SimulateOutcome } from '../analysis/preparation/simulate.ts';
import type { SimulationSettings } from '../analysis/preparation/simulation-settings.ts';
import { taskContract } from './task.ts';

/** A state of the dynamics as it is kept, and who made it. */
export interface SavedState {
  /** See `bytesOfCheckpoint`. */
  data: Uint8Array;
  version: string;
  variant: string;
}

/** What a running task says through its port. */
export type SimulateMessage =
  | ({ kind: 'checkpoint' } & SavedState)
  | {
      kind: 'live';
      /** x0, y0, x1, y1, …; not wrapped. */
      positions: Float64Array;
      /** Of each particle, σ, where they have sizes of their own. */
      diameters?: Float64Array;
      /** Rows of `TRACE_COLUMNS` since the last message of this kind. */
      trace: Float64Array;
    };

/** How the maker of a sample is followed, and where it goes on. */
export interface SimulateTaskWatch {
  /** To be transferred with the request; gets `SimulateMessage`s. */
  port: MessagePort;
  /** Goes on from here if this Keycore on this instruction set made it: another one's bits would differ. */
  from: SavedState | null;
  /** Least time between two checkpoints, ms. */
  checkpointIntervalMs: number;
  /** Least time between two live states, ms; null: none. */
  liveIntervalMs: number | null;
}

export interface SimulateTaskInput {
  settings: SimulationSettings;
  /** Which sample of the job, from 0. */
  index: number;
  /** Shared memory of `Control` (`SAMPLE_CONTROL_WORDS` × 32 bits) to watch and stop the task, or null. */
  control: SharedArrayBuffer | null;
  /** Without it the task says nothing before its end. */
  watch?: SimulateTaskWatch;
}

export type SimulateTaskOutput = SimulateOutcome;

/** Makes and analyses one sample of a job. */
export const simulateTask = taskContract<SimulateTaskInput, SimulateTaskOutput>('simulate');

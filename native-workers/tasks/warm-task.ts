import type { WarmSampleArrays } from '../analysis/warm/warm-sample.ts';
import { taskContract, type TaskResult } from './task.ts';

/** What is sent to a warm worker: whose sample, the sample itself where the worker lacked it, and what to do with it. */
export interface WarmRequest {
  /** Content hash of the sample. */
  hash: string;
  sample: WarmSampleArrays | null;
  task: string;
  input: unknown;
}

/**
 * Everything that is sent to a warm worker: a request; the order to release a sample; or the one to be ready for a first
 * visit, which a thread gets that is started before it is needed.
 */
export type WarmMessage = WarmRequest | { forget: string } | { prepare: true };

/** What a warm worker answers to a request: 'miss' where it does not have the sample. `heldBytes`: of this sample. */
export type WarmReply<Output> = { miss: true } | { miss: false; result: TaskResult<Output>; heldBytes: number };

/** The Voronoi neighbours of every particle. */
export interface TessellationOutput {
  /** N + 1 offsets into `index`. */
  start: Int32Array;
  /** Neighbours of particle i: slots start[i] … start[i+1] − 1, counter-clockwise. */
  index: Int32Array;
}

export const tessellationTask = taskContract<null, TessellationOutput>('tessellation', ({ start, index }) => [
  start,
  index,
]);

/** |ψ6_i| of the sample that a warm worker keeps. */
export const bondOrderTask = taskContract<null, Float64Array>('bond-order', (local) => [local]);

export interface FieldsInput {
  /** u of one mode, length 2N. */
  displacement: Float64Array;
}

/** Everything the viewer draws of a displacement u; vectors have 2N values, scalars N (docs/physics.md). */
export type FieldsOutput = {
  /** Part of u that changes no Voronoi area, and its orthogonal complement. */
  uT: Float64Array;
  uL: Float64Array;
  /** u_i^np = Σ_j (u_j·r̂) r̂ over Voronoi neighbours. */
  uNp: Float64Array;
  absU: Float64Array;
  absUL: Float64Array;
  /** (1/n_i) Σ_j (r_j − r_i)·(w_j − w_i) of w = u^np and of w = u. */
  divUNp: Float64Array;
  divU: Float64Array;
  /** (A u)_i / a_i, the relative change of the cell's area. */
  areaChange: Float64Array;
};

export const fieldsTask = taskContract<FieldsInput, FieldsOutput>('fields', (fields) => Object.values(fields));

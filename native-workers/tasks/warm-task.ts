import type { PinningRoute } from '../analysis/elasticity/pinning.ts';
import type { ShearHarmonics, ShearSummary } from '../analysis/elasticity/shear-modulus.ts';
import type { VoronoiNeighbours } from '../analysis/voronoi/voronoi-neighbours.ts';
import type { FieldsOutput } from '../analysis/warm/derived-fields.ts';
import type { WarmSampleArrays } from '../analysis/warm/warm-sample.ts';
import type { ModesResult } from '../contract/hessian.ts';
import { taskContract, type TaskRequest, type TaskResult } from './task.ts';

/** What is sent to a warm worker: whose sample, the sample itself where the worker lacked it, and what to do with it. */
export interface WarmRequest extends TaskRequest {
  /** Content hash of the sample. */
  hash: string;
  sample: WarmSampleArrays | null;
}

/**
 * Everything that is sent to a warm worker: a request; the order to release a sample; or the one to be ready for a first
 * visit, which a thread gets that is started before it is needed.
 */
export type WarmMessage = WarmRequest | { forget: string } | { prepare: true };

/** What a warm worker answers to a request: 'miss' where it does not have the sample. `heldBytes`: of this sample. */
export type WarmReply<Output> = { miss: true } | { miss: false; result: TaskResult<Output>; heldBytes: number };

/** The Voronoi neighbours of every particle. */
export const tessellationTask = taskContract<null, Pick<VoronoiNeighbours, 'start' | 'index'>>('tessellation');

/** |ψ6_i| of the sample that a warm worker keeps. */
export const bondOrderTask = taskContract<null, Float64Array>('bond-order');

/** Of u of one mode, length 2N. */
export const fieldsTask = taskContract<{ displacement: Float64Array }, FieldsOutput>('fields');

/** U of the sample that a warm worker keeps with each of these multiples of a displacement (2N) added to its positions. */
export const displacedEnergiesTask = taskContract<{ displacement: Float64Array; factors: number[] }, Float64Array>(
  'displaced-energies',
);

/** The lowest modes of the sample that a warm worker keeps, their signs fixed; one a row. */
export const lowestModesTask = taskContract<{ count: number }, Pick<ModesResult, 'eigenvalues' | 'displacements'>>(
  'lowest-modes',
);

/** Indices of particles to pin. */
interface PinnedInput {
  pinned: number[];
}

export interface ResponseOutput {
  curvature: number[];
  harmonics: ShearHarmonics;
  summary: ShearSummary;
  /** 'none' where fewer than two particles are pinned. */
  route: PinningRoute | 'none';
  milliseconds: number;
}

/** How a warm sample answers strain with some particles pinned. */
export const responseTask = taskContract<PinnedInput, ResponseOutput>('response');

/** Its non-affine displacements per unit strain, for the four unit gradients: 4 × 2N. */
export const responseFieldsTask = taskContract<PinnedInput, Float64Array>('response-fields');

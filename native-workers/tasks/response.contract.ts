import type { PinningRoute } from '../analysis/elasticity/pinning.ts';
import type { ShearHarmonics, ShearSummary } from '../analysis/elasticity/shear-modulus.ts';
import { taskContract } from './task.ts';

/** Indices of particles to pin. */
export interface PinnedInput {
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
export const responseTask = taskContract<PinnedInput, ResponseOutput>('response', () => []);

/** Its non-affine displacements per unit strain, for the four unit gradients: 4 × 2N. */
export const responseFieldsTask = taskContract<PinnedInput, Float64Array>('response-fields', (fields) => [fields]);

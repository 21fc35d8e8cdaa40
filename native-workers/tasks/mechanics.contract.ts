import type { MechanicsReport } from '../analyses/mechanics/mechanics-report.ts';
import type { MechanicsRequest } from '../analyses/mechanics/mechanics.ts';
import type { PinningRoute } from '../analysis/elasticity/pinning.ts';
import type { ShearHarmonics, ShearSummary } from '../analysis/elasticity/shear-modulus.ts';
import type { Box } from '../configuration/configuration.ts';
import type { ModelReference } from '../models/user-model.ts';
import { taskContract } from './task.ts';

export interface MechanicsTaskInput extends MechanicsRequest {
  positions: Float64Array;
  species: Uint8Array;
  box: Box;
  model: ModelReference;
  control: SharedArrayBuffer | null;
}

/** The mechanics of any stable configuration. */
export const mechanicsTask = taskContract<MechanicsTaskInput, MechanicsReport>('mechanics', () => []);

/** The mechanics of the sample that a warm worker keeps. */
export const warmMechanicsTask = taskContract<MechanicsRequest, MechanicsReport>('mechanics', () => []);

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

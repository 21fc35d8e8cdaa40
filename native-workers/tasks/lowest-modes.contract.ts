import { taskContract } from './task.ts';

export interface LowestModesInput {
  /** Modes wanted, not counting the translations. */
  count: number;
}

export interface LowestModesOutput {
  /** λ, ascending. */
  eigenvalues: Float64Array;
  /** count × 2N displacements u, one mode a row, signs fixed (softer side plus). */
  displacements: Float64Array;
}

/** The lowest modes of the sample that a warm worker holds. */
export const lowestModesTask = taskContract<LowestModesInput, LowestModesOutput>(
  'lowest-modes',
  ({ eigenvalues, displacements }) => [eigenvalues, displacements],
);

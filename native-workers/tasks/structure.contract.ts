import type { Structure } from '../analyses/structure/structure-of.ts';
import type { Box } from '../configuration/configuration.ts';
import { taskContract } from './task.ts';

export interface StructureTaskInput {
  box: Box;
  /** 2N, need not be wrapped. */
  positions: Float64Array;
  /** Species index of each particle, below `speciesCount`. */
  species: Uint8Array;
  speciesCount: number;
  /** Of the pool; the task is over before anybody could stop it. */
  control: SharedArrayBuffer | null;
}

function arraysOf(structure: Structure): Float64Array[] {
  const { r, g, gPartial, q, s, sLargest, psi6 } = structure;
  return [r, g, ...gPartial.map((partial) => partial.g), q, s, sLargest, psi6];
}

/** The structure of any configuration. */
export const structureTask = taskContract<StructureTaskInput, Structure>('structure', arraysOf);

/** The structure of the sample that a warm worker keeps. */
export const warmStructureTask = taskContract<{ speciesCount: number }, Structure>('structure', arraysOf);

/** |ψ6_i| of the sample that a warm worker keeps. */
export const bondOrderTask = taskContract<null, Float64Array>('bond-order', (local) => [local]);

import type { StrainInput } from '../analyses/strain/prepared-loading.ts';
import type { StrainFrame } from '../analyses/strain/strain-path.ts';
import { taskContract } from './task.ts';

export interface StrainPathTaskInput {
  input: StrainInput;
  /** Steps from one frame to the next. */
  every: number;
  /** Shared memory of `Control` to watch and stop the task, or null. */
  control: SharedArrayBuffer | null;
}

/** The states that a strain run passes through. */
export const strainPathTask = taskContract<StrainPathTaskInput, StrainFrame[]>('strain-path');

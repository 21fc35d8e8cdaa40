import type { StrainFrame } from '../analyses/strain/strain-path.ts';
import type { StrainPathTaskInput } from './strain-path.contract.ts';
import { controlOf } from './task.ts';

/** Its code is loaded when it is first asked for, as that of an analysis is. */
export async function handleStrainPath({ input, every, control }: StrainPathTaskInput): Promise<StrainFrame[]> {
  const { strainPath } = await import('../analyses/strain/strain-path.ts');
  return strainPath(input, every, controlOf(control));
}

import { bondOrder } from '../analysis/order/bond-order.ts';
import { structureOf } from '../analyses/structure/structure-of.ts';
import type { Structure } from '../analyses/structure/structure-of.ts';
import type { StructureTaskInput } from './structure.contract.ts';
import type { TaskResult } from './task.ts';
import type { WarmSample } from './warm-sample.ts';

export function handleStructure(input: StructureTaskInput): TaskResult<Structure> {
  const { box, positions, species, speciesCount } = input;
  return { ok: true, value: structureOf(box, positions, species, speciesCount) };
}

export function handleWarmStructure(
  { arrays, tessellation }: WarmSample,
  { speciesCount }: { speciesCount: number },
): TaskResult<Structure> {
  const { box, positions, species } = arrays;
  return { ok: true, value: structureOf(box, positions, species, speciesCount, { tessellation }) };
}

export function handleBondOrder({ tessellation }: WarmSample): TaskResult<Float64Array> {
  return { ok: true, value: bondOrder(tessellation).local };
}

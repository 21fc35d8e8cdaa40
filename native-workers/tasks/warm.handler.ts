import { bondOrder } from '../analysis/order/bond-order.ts';
import { magnitudes } from '../analysis/modes/participation-ratio.ts';
import { BadInput } from '../text/bad-input.ts';
import type { TaskResult } from './task.ts';
import type { WarmSample } from '../analysis/warm/warm-sample.ts';
import type { FieldsInput, FieldsOutput, TessellationOutput } from './warm-task.ts';

export function handleTessellation(sample: WarmSample): TaskResult<TessellationOutput> {
  const { start, index } = sample.tessellation.neighbours;
  // Copies: what is answered leaves this thread, and the sample keeps its own.
  return { ok: true, value: { start: start.slice(), index: index.slice() } };
}

/** |ψ6_i| of each particle. */
export function handleBondOrder({ tessellation }: WarmSample): TaskResult<Float64Array> {
  return { ok: true, value: bondOrder(tessellation).local };
}

export function handleFields(sample: WarmSample, { displacement }: FieldsInput): TaskResult<FieldsOutput> {
  const { voronoi, tessellation } = sample;
  if (displacement.length !== 2 * tessellation.particles)
    throw new BadInput(`a displacement of ${tessellation.particles} particles, got ${displacement.length} numbers`);
  const { transverse, longitudinal } = voronoi.split(displacement);
  const uNp = voronoi.netProjection(displacement);
  const { areas } = tessellation;
  return {
    ok: true,
    value: {
      uT: transverse,
      uL: longitudinal,
      uNp,
      absU: magnitudes(displacement),
      absUL: magnitudes(longitudinal),
      divUNp: voronoi.divergence(uNp),
      divU: voronoi.divergence(displacement),
      areaChange: voronoi.areaChange(displacement).map((change, index) => change / areas[index]),
    },
  };
}

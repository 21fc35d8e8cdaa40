import { bondOrder } from '../analysis/order/bond-order.ts';
import { magnitudes } from '../analysis/modes/participation-ratio.ts';
import { BadInput } from '../text/bad-input.ts';
import type { WarmSample } from '../analysis/warm/warm-sample.ts';
import type { FieldsInput, FieldsOutput, TessellationOutput } from './warm-task.ts';

export function handleTessellation(_: null, { tessellation }: WarmSample): TessellationOutput {
  const { start, index } = tessellation.neighbours;
  // Copies: what is answered leaves this thread, and the sample keeps its own.
  return { start: start.slice(), index: index.slice() };
}

/** |ψ6_i| of each particle. */
export function handleBondOrder(_: null, { tessellation }: WarmSample): Float64Array {
  return bondOrder(tessellation).local;
}

export function handleFields({ displacement }: FieldsInput, { voronoi, tessellation }: WarmSample): FieldsOutput {
  if (displacement.length !== 2 * tessellation.particles)
    throw new BadInput(`a displacement of ${tessellation.particles} particles, got ${displacement.length} numbers`);
  const { transverse, longitudinal } = voronoi.split(displacement);
  const uNp = voronoi.netProjection(displacement);
  const { areas } = tessellation;
  return {
    uT: transverse,
    uL: longitudinal,
    uNp,
    absU: magnitudes(displacement),
    absUL: magnitudes(longitudinal),
    divUNp: voronoi.divergence(uNp),
    divU: voronoi.divergence(displacement),
    areaChange: voronoi.areaChange(displacement).map((change, index) => change / areas[index]),
  };
}

import { addon } from '../addon.ts';
import { topology } from '../analyses/topology/topology.ts';
import { periodicVoronoi } from '../analysis/voronoi/voronoi.ts';
import type { TaskResult } from './task.ts';
import type { TopologyInput, TopologyOutput, TopologyTaskInput } from './topology.contract.ts';
import type { WarmSample } from './warm-sample.ts';

export function handleTopology(input: TopologyTaskInput): TaskResult<TopologyOutput> {
  const { box, positions, displacement, settings, keyCore } = input;
  const tessellation = periodicVoronoi(box, positions);
  const voronoi = new (addon().Voronoi)(tessellation.edges);
  try {
    return { ok: true, value: topology(tessellation, voronoi, displacement, settings, keyCore) };
  } finally {
    voronoi.dispose();
  }
}

export function handleWarmTopology(
  { tessellation, voronoi }: WarmSample,
  { displacement, settings, keyCore }: TopologyInput,
): TaskResult<TopologyOutput> {
  return { ok: true, value: topology(tessellation, voronoi, displacement, settings, keyCore) };
}

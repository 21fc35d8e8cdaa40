import { indicesInBackbone, vectorsOfBackbone } from '../../../native-workers/analysis/backbone/backbone.ts';
import type { WarmSample } from '../../../native-workers/analysis/warm/warm-sample.ts';
import { type KeyCorePlace, topology } from '../../../native-workers/analyses/topology/topology.ts';
import type { TopologyField, TopologyReport } from '../../../native-workers/analyses/topology/topology-report.ts';
import { topologySettingsSchema } from '../../../native-workers/analyses/topology/topology-settings.ts';

/** Charges of a mode, and where the key core is that they are held against. */
export type ModeCharges = Pick<TopologyReport, 'centre' | 'grid' | 'triangles'>;

/** As `keycore topology` finds them with its defaults. `place`: indices of all particles. */
export function chargesOfMode(
  { tessellation, voronoi, backbone }: WarmSample,
  displacement: Float64Array,
  field: TopologyField,
  place: KeyCorePlace | null,
): ModeCharges {
  const settings = topologySettingsSchema.parse({ field });
  if (backbone === null) return topology(tessellation, voronoi, displacement, settings, place);
  const inBackbone = place === null ? null : { ...place, indices: indicesInBackbone(backbone, place.indices) };
  return topology(tessellation, voronoi, vectorsOfBackbone(backbone, displacement), settings, inBackbone);
}

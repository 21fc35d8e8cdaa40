import type { MechanicsRequest } from '../../native-workers/analysis/mechanics/mechanics.ts';
import type { MechanicsSettings } from '../../native-workers/analysis/mechanics/mechanics-settings.ts';
import type { StoredSample } from '../project/samples.ts';

/** What the mechanics of a stored sample is worked out from. */
export function storedMechanicsRequest(sample: StoredSample, settings: MechanicsSettings): MechanicsRequest {
  const { configuration, fields, numbers, report } = sample;
  return {
    ids: configuration.ids,
    keyCore: report.keyCore,
    displacements: fields.displacements,
    settings,
    source: report.provenance.source,
    sampleHash: numbers.contentHash,
  };
}

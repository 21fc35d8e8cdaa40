import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import type { MechanicsRequest } from '../../native-workers/analyses/mechanics/mechanics.ts';
import type { MechanicsSettings } from '../../native-workers/analyses/mechanics/mechanics-settings.ts';
import { modelOfReport } from '../../native-workers/analysis/report/model-of-report.ts';
import type { SampleResult } from '../project/sample-result.ts';

/** Hash by which a project knows the structure of a result: see `SampleNumbers.contentHash`. */
function contentHash({ configuration, fields, report }: SampleResult): string {
  return configurationHash({ ...configuration, positions: fields.positions }, modelOfReport(report));
}

/** What the mechanics of an analysed sample is worked out from; its ids, key core and modes are those of the analysis. */
export function mechanicsRequest(sample: SampleResult, settings: MechanicsSettings): MechanicsRequest {
  const { configuration, fields, report } = sample;
  return {
    ids: configuration.ids,
    keyCore: report.keyCore,
    displacements: fields.displacements,
    settings,
    source: report.provenance.source,
    sampleHash: contentHash(sample),
  };
}

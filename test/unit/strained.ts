import { finiteStrain } from '../../native-workers/analyses/strain/strain-run.ts';
import type { StrainFields, StrainReport } from '../../native-workers/analyses/strain/strain-report.ts';
import { strainSettingsSchema } from '../../native-workers/analyses/strain/strain-settings.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import type { Model } from '../../native-workers/models/registry.ts';
import type { z } from 'zod';

/** Strains a sample, which is relaxed first, and expects that to arrive. */
export function strained(
  { configuration, model }: { configuration: Configuration; model: Model },
  settings: z.input<typeof strainSettingsSchema>,
): { report: StrainReport; fields: StrainFields } {
  return finiteStrain({
    configuration,
    model: model.id,
    relax: true,
    source: 'test',
    settings: strainSettingsSchema.parse(settings),
  });
}

import type { Configuration } from '../configuration.ts';
import { modelOfReport } from '../models/model-of.ts';
import { analysisSettingsSchema } from './analysis-settings.ts';
import type { Report, ReportFields } from './report.ts';
import { withVerdict } from './sample-verdict.ts';

/** A sample as a project stores it, as far as its verdict is concerned. */
export interface JudgedSample {
  configuration: Pick<Configuration, 'species'>;
  report: Report;
  fields: Pick<ReportFields, 'positions' | 'displacements'>;
}

/** The settings of verdicts that the report was made with; the defaults where it is older than they are. */
const verdictSettings = analysisSettingsSchema.pick({ qlmShares: true, qlmParticipants: true }).strip();

/**
 * The report of a stored sample with its verdict by phononShare: its own, or, where an older Keycore made it, one that
 * is worked out now from the modes whose displacements are stored. The report that is stored is not changed.
 */
export function reportWithVerdict({ configuration, report, fields }: JudgedSample): Report {
  if (report.qlm?.criterion !== undefined) return report;
  const { species } = modelOfReport(report);
  const totalMass = configuration.species.reduce((sum, kind) => sum + species[kind].mass, 0);
  const settings = verdictSettings.safeParse(report.provenance.settings);
  const { qlmShares, qlmParticipants } = settings.success ? settings.data : verdictSettings.parse({});
  const { positions, displacements } = fields;
  return withVerdict(report, { positions, displacements, totalMass, qlmShares, qlmParticipants });
}

import { totalMass } from '../../models/model.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { modelOfReport } from '../report/model-of-report.ts';
import { analysisSettingsSchema } from '../report/analysis-settings.ts';
import { MAX_WAVES } from './phonon-share.ts';
import type { Report, ReportFields } from '../report/report.ts';
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
 * What is done at most where a sample is opened, which somebody waits for: particles × modes, and particles × waves², some
 * tenths of a second. Any of up to 10⁵ particles and 20 modes is within it.
 */
const MAX_WORK = { modes: 2 ** 21, waves: 2 ** 30 };

/**
 * The report of a stored sample with its verdict by phononShare: its own, or, where an older Keycore made it, one that
 * is worked out now from the modes whose displacements are stored (of very large samples the lowest of them). The report
 * that is stored is not changed; it is given as it is where its particles are none of its model.
 */
export function reportWithVerdict({ configuration, report, fields }: JudgedSample): Report {
  if (report.qlm?.criterion !== undefined) return report;
  const model = modelOfReport(report);
  if (configuration.species.some((kind) => kind >= model.species.length)) return report;
  const settings = verdictSettings.safeParse(report.provenance.settings);
  const { positions, displacements } = fields;
  const particles = positions.length / 2;
  const modes = Math.max(1, Math.floor(MAX_WORK.modes / particles));
  return withVerdict(report, {
    positions,
    displacements: displacements.subarray(0, modes * positions.length),
    totalMass: totalMass(configuration.species, model),
    ...(settings.success ? settings.data : verdictSettings.parse({})),
    maxWaves: Math.min(MAX_WAVES, Math.floor(Math.sqrt(MAX_WORK.waves / particles))),
  });
}

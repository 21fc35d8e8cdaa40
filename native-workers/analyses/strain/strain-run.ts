import type { StrainSettings } from './strain-settings.ts';
import type { ModelReference } from '../../models/user-model.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { modelOf } from '../../models/model-of.ts';
import type { AnalysisOutcome, AnalysisTools, ReportArray } from '../../analysis/description/analysis.ts';
import { finiteStrain } from './finite-strain.ts';
import type { StrainFields, StrainReport } from './strain-report.ts';

export interface StrainTaskInput {
  /** At a minimum of its energy, unless `relax`. */
  configuration: Configuration;
  model: ModelReference;
  settings: StrainSettings;
  /** Whether it is minimised first; else one that is no minimum is refused. */
  relax: boolean;
  /** For provenance. */
  source: string;
}

/** All but the positions at the start, which are the sample's own. */
function arraysOf({ linear, nonAffine, event, before, after }: StrainFields): ReportArray[] {
  return Object.entries({ linear, nonAffine, event, before, after }).flatMap(([name, data]): ReportArray[] =>
    data === null ? [] : [{ name, kind: 'vector', unit: 'σ', data }],
  );
}

/** Strains one sample step by step. */
export function run({ model, ...input }: StrainTaskInput, { control }: AnalysisTools): AnalysisOutcome<StrainReport> {
  const outcome = finiteStrain({ ...input, model: modelOf(model) }, control);
  if (outcome.status !== 'converged') return outcome;
  return { status: 'converged', report: outcome.report, arrays: arraysOf(outcome.fields) };
}

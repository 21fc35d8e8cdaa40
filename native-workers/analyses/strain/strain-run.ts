import { modelOf } from '../../models/model-of.ts';
import type { AnalysisOutcome, AnalysisTools, ReportArray, Sent } from '../../analysis/description/analysis.ts';
import { finiteStrain, type StrainInput } from './finite-strain.ts';
import type { StrainFields, StrainReport } from './strain-report.ts';

/** All but the positions at the start, which are the sample's own. */
function arraysOf({ linear, nonAffine, event, before, after }: StrainFields): ReportArray[] {
  return Object.entries({ linear, nonAffine, event, before, after }).flatMap(([name, data]): ReportArray[] =>
    data === null ? [] : [{ name, kind: 'vector', unit: 'σ', data }],
  );
}

/** Strains one sample step by step. */
export function run({ model, ...input }: Sent<StrainInput>, { control }: AnalysisTools): AnalysisOutcome<StrainReport> {
  const outcome = finiteStrain({ ...input, model: modelOf(model) }, control);
  if (outcome.status !== 'converged') return outcome;
  return { status: 'converged', report: outcome.report, arrays: arraysOf(outcome.fields) };
}

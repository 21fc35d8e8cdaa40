import type { Analysis, AnalysisOutcome, AnalysisSample, ReportArray } from './analysis.ts';
import { configurationHash } from '../../configuration/configuration-hash.ts';
import { modelOf } from '../../models/model-of.ts';
import { describedArray } from './described-array.ts';
import { type Backbone, scalarsOfWhole, vectorsOfWhole } from '../backbone/backbone.ts';

/** Positions of the backbone with those of the others, which have not moved. */
function positionsOfWhole({ indices }: Backbone, values: Float64Array, rest: Float64Array) {
  const positions = rest.slice();
  indices.forEach((index, from) => positions.set(values.subarray(2 * from, 2 * from + 2), 2 * index));
  return positions;
}

/** What identifies the sample in a report's provenance, where it says so. */
function ofSample(report: unknown, hash: () => string): unknown {
  if (typeof report !== 'object' || report === null || !('provenance' in report)) return report;
  const provenance = report.provenance as Record<string, unknown>;
  const renamed = ['configurationHash', 'sampleHash'].filter((key) => key in provenance);
  if (renamed.length === 0) return report;
  return { ...report, provenance: { ...provenance, ...Object.fromEntries(renamed.map((key) => [key, hash()])) } };
}

/**
 * What an analysis of a backbone gave, as that of the whole sample: arrays with a place for every particle (NaN, or no
 * motion, for those that are left out), under the whole sample's hash. As it is where no particle is left out.
 */
export function outcomeOfWhole(
  analysis: Pick<Analysis, 'arrays' | 'ofWhole'>,
  { backbone, whole, model }: Pick<AnalysisSample, 'backbone' | 'whole' | 'model'>,
  { report, arrays }: AnalysisOutcome,
): AnalysisOutcome {
  if (backbone === null) return { report, arrays };
  const own = backbone.indices.length;
  const spread = (array: ReportArray): ReportArray => {
    const { name, kind, data } = array;
    if (kind === 'scalar' && data.length === own) return { ...array, data: scalarsOfWhole(backbone, data) };
    if (kind !== 'vector' || data.length !== 2 * own) return array;
    const isPosition = describedArray(analysis, name)?.isPosition === true;
    return {
      ...array,
      data: isPosition ? positionsOfWhole(backbone, data, whole.positions) : vectorsOfWhole(backbone, data),
    };
  };
  const withAll = analysis.ofWhole?.(report, (values) => scalarsOfWhole(backbone, values)) ?? report;
  return { report: ofSample(withAll, () => configurationHash(whole, modelOf(model))), arrays: arrays.map(spread) };
}

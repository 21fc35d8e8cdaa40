import { modelOf } from '../../models/model-of.ts';
import type { AnalysisOutcome, AnalysisTools, ReportArray, Sent } from '../../analysis/description/analysis.ts';
import { pseudoHarmonicModes, type PseudoModesInput } from './pseudo-harmonic-modes.ts';
import type { PseudoModesReport } from './pseudo-modes-report.ts';

/** Looks for the pseudo-harmonic modes of one sample. */
export function run(
  { model, ...input }: Sent<PseudoModesInput>,
  { control }: AnalysisTools,
): AnalysisOutcome<PseudoModesReport> {
  const outcome = pseudoHarmonicModes({ ...input, model: modelOf(model) }, control);
  if (outcome.status !== 'converged') return outcome;
  const { report, fields } = outcome;
  const size = 2 * report.sample.n;
  const arrays = report.modes.map((_, at): ReportArray => ({
    name: `z:${at}`,
    kind: 'vector',
    unit: 'm^(−1/2)',
    data: fields.displacements.slice(at * size, (at + 1) * size),
  }));
  return { status: 'converged', report, arrays };
}

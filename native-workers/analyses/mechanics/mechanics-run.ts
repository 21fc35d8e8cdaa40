import type { AnalysisOutcome, AnalysisTools } from '../../analysis/description/analysis.ts';
import { stagedRun } from '../../analysis/run/stage-clock.ts';
import { WarmSample, type WarmSampleArrays } from '../../analysis/warm/warm-sample.ts';
import { computeMechanics, type MechanicsRequest } from './mechanics.ts';
import type { MechanicsReport } from './mechanics-report.ts';

/** The mechanics of any stable sample, on what is kept warm of it where there is that. */
export function run(
  input: MechanicsRequest & WarmSampleArrays,
  { warm, control }: AnalysisTools,
): AnalysisOutcome<MechanicsReport> {
  return stagedRun(control, (clock) => {
    const sample = warm ?? clock.hold(new WarmSample(input));
    clock.run('factorise', () => sample.factorise(control));
    return { report: computeMechanics(sample, input, control), arrays: [] };
  });
}

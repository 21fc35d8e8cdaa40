import { modelOf } from '../../models/model-of.ts';
import type { WarmSample } from '../../analysis/warm/warm-sample.ts';
import type {
  AnalysisEstimate,
  AnalysisOutcome,
  AnalysisTools,
  ReportArray,
  Sent,
} from '../../analysis/description/analysis.ts';
import { spectrum, type SpectrumInput } from './spectrum.ts';
import type { SpectrumReport } from './spectrum-report.ts';
import type { SpectrumSettings } from './spectrum-settings.ts';
import { confirmationText, estimateWindow } from './window-estimate.ts';

/** D(ω), and all modes of a window; runs for seconds to minutes. */
export function run(
  { model, ...input }: Sent<SpectrumInput>,
  { control }: AnalysisTools,
): AnalysisOutcome<SpectrumReport> {
  const outcome = spectrum({ ...input, model: modelOf(model) }, control);
  if (outcome.status !== 'converged') return outcome;
  const { report, map } = outcome;
  const arrays: ReportArray[] =
    map === null || report.window === null
      ? []
      : [{ name: report.window.map.field, kind: 'scalar', unit: 'mσ²/ε', data: map }];
  return { status: 'converged', report, arrays };
}

/** What the window costs. */
export function estimate(warm: WarmSample, { window }: SpectrumSettings): AnalysisEstimate {
  if (window === null) return { needsConfirmation: false, message: 'D(ω) only', seconds: 0 };
  const found = estimateWindow(warm.hessian, window);
  return { ...found, message: confirmationText(found) };
}

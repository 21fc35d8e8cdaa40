import type { ModelReference } from '../../models/user-model.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { modelOf } from '../../models/model-of.ts';
import type { WarmSample } from '../../analysis/warm/warm-sample.ts';
import type {
  AnalysisEstimate,
  AnalysisOutcome,
  AnalysisTools,
  ReportArray,
} from '../../analysis/description/analysis.ts';
import { spectrum } from './spectrum.ts';
import type { SpectrumReport } from './spectrum-report.ts';
import type { SpectrumSettings } from './spectrum-settings.ts';
import { confirmationText, estimateWindow } from './window-estimate.ts';

export interface SpectrumTaskInput {
  /** At the positions that were analysed: nothing is relaxed. */
  configuration: Configuration;
  model: ModelReference;
  settings: SpectrumSettings;
  /** Indices of the key-core string; empty where there is none. */
  keyCore: number[];
  /** Whether a window of very many modes has been confirmed. */
  confirmed: boolean;
  /** For provenance. */
  source: string;
}

/** D(ω), and all modes of a window; runs for seconds to minutes. */
export function run(
  { model, ...input }: SpectrumTaskInput,
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
export function estimate({ hessian }: WarmSample, { window }: SpectrumSettings): AnalysisEstimate {
  if (window === null) return { needsConfirmation: false, message: 'D(ω) only', seconds: 0 };
  const found = estimateWindow(hessian, window);
  return {
    needsConfirmation: found.needsConfirmation,
    message: confirmationText(found),
    seconds: found.seconds,
  };
}

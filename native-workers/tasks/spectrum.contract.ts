import type { SpectrumReport, WindowEstimate } from '../analyses/spectrum/spectrum-report.ts';
import type { SpectrumSettings } from '../analyses/spectrum/spectrum-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { ModelReference } from '../models/user-model.ts';
import { taskContract } from './task.ts';

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
  control: SharedArrayBuffer | null;
}

export interface SpectrumTaskOutput {
  report: SpectrumReport;
  /** D_i^T(ω)/ω, N values in order of id; null where no window was asked for. */
  map: Float64Array | null;
}

/** D(ω), and all modes of a window; runs for seconds to minutes. */
export const spectrumTask = taskContract<SpectrumTaskInput, SpectrumTaskOutput>('spectrum', ({ map }) => [map]);

export interface WindowEstimateInput {
  window: { lower: number; upper: number };
}

/** What a window of the sample that a warm worker keeps would cost. */
export const windowEstimateTask = taskContract<WindowEstimateInput, WindowEstimate>('window-estimate', () => []);

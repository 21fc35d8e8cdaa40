import { spectrum } from '../analyses/spectrum/spectrum.ts';
import type { WindowEstimate } from '../analyses/spectrum/spectrum-report.ts';
import { estimateWindow } from '../analyses/spectrum/window-estimate.ts';
import { modelOf } from '../models/model-of.ts';
import { failure } from './failure.ts';
import type { SpectrumTaskInput, SpectrumTaskOutput, WindowEstimateInput } from './spectrum.contract.ts';
import type { TaskResult } from './task.ts';
import type { WarmSample } from './warm-sample.ts';

export function handleSpectrum({ model, control, ...input }: SpectrumTaskInput): TaskResult<SpectrumTaskOutput> {
  const words = control === null ? undefined : new Int32Array(control);
  const outcome = spectrum({ ...input, model: modelOf(model) }, words);
  if (outcome.status !== 'converged') return failure(outcome);
  return { ok: true, value: { report: outcome.report, map: outcome.map } };
}

export function handleWindowEstimate(
  { hessian }: WarmSample,
  { window }: WindowEstimateInput,
): TaskResult<WindowEstimate> {
  return { ok: true, value: estimateWindow(hessian, window) };
}

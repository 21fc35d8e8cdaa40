import { shearHarmonics, shearSummary } from '../analysis/elasticity/shear-modulus.ts';
import type { WarmSample } from '../analysis/warm/warm-sample.ts';
import type { PinnedInput, ResponseOutput } from './response.contract.ts';
import type { TaskResult } from './task.ts';

export function handleResponse({ pinning }: WarmSample, { pinned }: PinnedInput): TaskResult<ResponseOutput> {
  const start = performance.now();
  const route = pinned.length < 2 ? 'none' : pinning.route(pinned);
  const curvature = pinning.curvature(pinned);
  const harmonics = shearHarmonics(curvature);
  const summary = shearSummary(harmonics);
  const milliseconds = performance.now() - start;
  return { ok: true, value: { curvature: [...curvature], harmonics, summary, route, milliseconds } };
}

export function handleResponseFields({ pinning }: WarmSample, { pinned }: PinnedInput): TaskResult<Float64Array> {
  return { ok: true, value: pinning.respond(pinned).nonAffine };
}

import { shearHarmonics, shearSummary } from '../analysis/elasticity/shear-modulus.ts';
import type { WarmSample } from '../analysis/warm/warm-sample.ts';
import type { PinnedInput, ResponseOutput } from './response.contract.ts';

export function handleResponse({ pinned }: PinnedInput, { pinning }: WarmSample): ResponseOutput {
  const start = performance.now();
  const route = pinned.length < 2 ? 'none' : pinning.route(pinned);
  const curvature = pinning.curvature(pinned);
  const harmonics = shearHarmonics(curvature);
  const summary = shearSummary(harmonics);
  return { curvature: [...curvature], harmonics, summary, route, milliseconds: performance.now() - start };
}

export function handleResponseFields({ pinned }: PinnedInput, { pinning }: WarmSample): Float64Array {
  return pinning.respond(pinned).nonAffine;
}

import { addon } from '../addon.ts';
import type { NativeHessian } from '../addon.ts';
import { sampleSpec } from '../configuration/sample-spec.ts';
import type { MechanicsReport } from '../analyses/mechanics/mechanics-report.ts';
import { mechanics } from '../analyses/mechanics/mechanics.ts';
import type { MechanicsRequest } from '../analyses/mechanics/mechanics.ts';
import { stableResponse } from '../analysis/elasticity/stable-response.ts';
import { shearHarmonics, shearSummary } from '../analysis/elasticity/shear-modulus.ts';
import { Interrupted, StageClock } from '../analysis/run/stage-clock.ts';
import { periodicVoronoi } from '../analysis/voronoi/voronoi.ts';
import { modelOf } from '../models/model-of.ts';
import { failure } from './failure.ts';
import type { MechanicsTaskInput, PinnedInput, ResponseOutput } from './mechanics.contract.ts';
import type { TaskResult } from './task.ts';
import type { WarmSample } from './warm-sample.ts';

export function handleMechanics(input: MechanicsTaskInput): TaskResult<MechanicsReport> {
  const { ids, positions, species, box } = input;
  const control = input.control === null ? undefined : new Int32Array(input.control);
  const model = modelOf(input.model);
  const sample = new (addon().Sample)(sampleSpec({ ids, positions, species, box }, model));
  let hessian: NativeHessian | null = null;
  try {
    const made = new StageClock(control).run('factorise', () => sample.hessian(control));
    hessian = made;
    const pinning = stableResponse(sample, made, box);
    const tessellation = periodicVoronoi(box, positions);
    return { ok: true, value: mechanics({ model, box, hessian: made, pinning, tessellation }, input, control) };
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return failure({ status: error.status, stage: error.stage, detail: error.message });
  } finally {
    hessian?.dispose();
  }
}

export function handleWarmMechanics(warm: WarmSample, request: MechanicsRequest): TaskResult<MechanicsReport> {
  const { model, hessian, pinning, tessellation } = warm;
  return { ok: true, value: mechanics({ model, box: warm.arrays.box, hessian, pinning, tessellation }, request) };
}

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

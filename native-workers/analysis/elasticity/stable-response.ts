import type { NativeHessian, NativeSample } from '../../addon.ts';
import { type Box, boxArea } from '../../configuration/configuration.ts';
import { elasticResponse } from './elastic-response.ts';
import { Pinning } from './pinning.ts';
import { requireStable } from '../run/require-minimum.ts';

/** Linear response of a sample at its positions, ready to be pinned. Throws `BadInput` unless it is stable. */
export function stableResponse(sample: NativeSample, hessian: NativeHessian, box: Box): Pinning {
  requireStable(hessian, {
    negative: (count) =>
      `this sample is unstable: its Hessian has ${count}, and the response to strain is defined at a minimum of the energy only; analyse it with relaxation`,
    zero: (count) =>
      `this sample is unstable: its Hessian has ${count} zero eigenvalues instead of the 2 translations, so that some particles are free to move (rattlers) and no strain says where they go`,
  });
  return new Pinning(elasticResponse(sample, hessian, sample.energetics().stress, boxArea(box)), hessian);
}

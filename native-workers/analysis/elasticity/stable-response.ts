import type { NativeHessian, NativeSample } from '../../addon.ts';
import { BadInput } from '../../text/bad-input.ts';
import { type Box, boxArea } from '../../configuration/configuration.ts';
import { elasticResponse } from './elastic-response.ts';
import { Pinning } from './pinning.ts';

/** The two translations. */
const TRANSLATIONS = 2;

/** Throws `BadInput` with the reason where a sample has no linear response: it is not at a stable minimum. */
export function requireStable({ inertia: { negative, zero } }: Pick<NativeHessian, 'inertia'>): void {
  if (negative > 0)
    throw new BadInput(
      `this sample is unstable: its Hessian has ${negative} negative eigenvalue${negative === 1 ? '' : 's'}, ` +
        'and the response to strain is defined at a minimum of the energy only; analyse it with relaxation',
    );
  if (zero > TRANSLATIONS)
    throw new BadInput(
      `this sample is unstable: its Hessian has ${zero} zero eigenvalues instead of the ${TRANSLATIONS} translations, ` +
        'so that some particles are free to move (rattlers) and no strain says where they go',
    );
}

/** Linear response of a sample at its positions, ready to be pinned. Throws `BadInput` unless it is stable. */
export function stableResponse(sample: NativeSample, hessian: NativeHessian, box: Box): Pinning {
  requireStable(hessian);
  return new Pinning(elasticResponse(sample, hessian, sample.energetics().stress, boxArea(box)), hessian);
}

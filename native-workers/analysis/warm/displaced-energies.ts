import { addon } from '../../addon.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import { BadInput } from '../../text/bad-input.ts';
import { vectorsOfBackbone } from '../backbone/backbone.ts';
import type { WarmSample } from './warm-sample.ts';

/**
 * U(r + f u) for each factor f, ε. u: displacement of all particles, 2N. Where particles are left out of the analysis, the
 * energy is that of the others.
 */
export function displacedEnergies(
  { arrays, backbone, model }: WarmSample,
  given: Float64Array,
  factors: readonly number[],
): Float64Array {
  const particles = backbone?.whole ?? arrays.species.length;
  if (given.length !== 2 * particles)
    throw new BadInput(`a displacement of ${particles} particles, got ${given.length} numbers`);
  const displacement = backbone === null ? given : vectorsOfBackbone(backbone, given);
  return Float64Array.from(factors, (factor) => {
    const positions = arrays.positions.map((value, at) => value + factor * displacement[at]);
    return new (addon().Sample)(sampleSpec({ ...arrays, positions }, model)).energetics().energy;
  });
}

import type { SampleSpec } from '../addon.ts';
import type { Configuration } from './configuration.ts';
import type { Model } from '../models/model.ts';

/** What the kernels need of a configuration of a model: they refer to particles by index only. */
export function sampleSpec({ box, positions, species }: Omit<Configuration, 'ids'>, model: Model): SampleSpec {
  return {
    positions,
    species,
    box: [box.lx, box.ly, box.xy],
    masses: model.species.map((kind) => kind.mass),
    potential: model.potential,
  };
}

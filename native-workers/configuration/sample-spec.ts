import type { SampleSpec } from '../addon.ts';
import type { Configuration } from './configuration.ts';
import type { Model } from '../models/model.ts';

/** What the kernels need of a configuration of a model. */
export function sampleSpec(configuration: Configuration, model: Model): SampleSpec {
  const { box, positions, species } = configuration;
  return {
    positions,
    species,
    box: [box.lx, box.ly, box.xy],
    masses: model.species.map((kind) => kind.mass),
    potential: model.potential,
  };
}

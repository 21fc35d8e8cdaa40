import type { SampleSpec } from '../addon.ts';
import type { Model } from '../models/model.ts';
import type { Configuration } from './configuration.ts';
import { pairPotential } from './pair-potential.ts';

/**
 * What the kernels need of a configuration of a model: they refer to particles by index only. Throws `BadInput` for
 * diameters that the model does not take, and for missing ones that it needs.
 */
export function sampleSpec(configuration: Omit<Configuration, 'ids'>, model: Model): SampleSpec {
  const { box, positions, species, sizes } = configuration;
  return {
    positions,
    species,
    box: [box.lx, box.ly, box.xy],
    masses: model.species.map((kind) => kind.mass),
    potential: pairPotential(configuration, model),
    ...(sizes === undefined
      ? {}
      : { diameters: sizes.diameters, nonAdditivity: sizes.nonAdditivity, meanDiameter: sizes.mean }),
  };
}

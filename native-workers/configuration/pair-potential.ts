import type { PotentialSpec } from '../addon.ts';
import type { Model } from '../models/model.ts';
import { BadInput } from '../text/bad-input.ts';
import type { Configuration } from './configuration.ts';
import { largestSize } from '../models/particle-sizes.ts';

/**
 * The pair potential of a configuration: with the species' sizes, or, where particles have diameters, in units of σ_ij.
 * Throws `BadInput` for diameters that the model does not take, and for missing ones that it needs.
 */
export function pairPotential({ sizes }: Pick<Configuration, 'sizes'>, model: Model): PotentialSpec {
  const { id, perParticle, potential } = model;
  if (sizes === undefined) {
    if (perParticle?.use === 'required')
      throw new BadInput(`model '${id}' needs a diameter of each particle; there is none`, { field: 'diameter' });
    return potential;
  }
  if (perParticle === undefined)
    throw new BadInput(`model '${id}' takes the sizes of its species only; there is a diameter of each particle`, {
      field: 'diameter',
    });
  return perParticle.potential;
}

/** The largest distance of an interacting pair, σ. */
export function largestCutoff(configuration: Pick<Configuration, 'sizes'>, model: Model): number {
  const { sizes } = configuration;
  return Math.max(...pairPotential(configuration, model).cutoff) * (sizes === undefined ? 1 : largestSize(sizes));
}

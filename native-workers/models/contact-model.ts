import type { Model } from './model.ts';
import { pairFunctions } from './user-potential.ts';

/**
 * A force counts as vanishing at the cutoff where it is less than this share of that 1 % inside: a contact distance as
 * people write it (1.1225 for 2^(1/6)) is off by 4e-5, which leaves 4e-3; (1/r)^12 cut at 2.5 leaves 0.9.
 */
const VANISHING = 0.01;
const JUST_INSIDE = 0.99;

/** Whether u falls all the way to the cutoff in every pair of a table. */
function repelsThroughout({ potential }: Model) {
  if (potential.form !== 'tabulated') return false;
  const { slope, points } = potential;
  return slope.every((value, at) => value < 0 || at % points === points - 1);
}

/**
 * Whether a model is one of particles that repel up to a contact distance and do not meet beyond it: φ′ < 0 for r < r_c,
 * and φ′(r_c) = 0 without a shift of the force. Then contacts, rattlers and the packing fraction have a meaning.
 * harmonic and hertzian are, and user-defined models of that kind; a cut-off tail (2dipl) is none.
 */
export function isContactModel(model: Model): boolean {
  const { potential, species, definition } = model;
  if (potential.form === 'harmonic' || potential.form === 'hertzian')
    // Cut off inside the contact it would be force-shifted: softer, but contact all the same. Outside, zero.
    return potential.epsilon.every((epsilon) => epsilon > 0);
  if (definition === undefined || !repelsThroughout(model)) return false;
  const names = species.map(({ name }) => name);
  return pairFunctions(definition.potential, names).every(({ first }, at) => {
    const cutoff = potential.cutoff[at];
    return Math.abs(first(cutoff)) < VANISHING * Math.abs(first(JUST_INSIDE * cutoff));
  });
}

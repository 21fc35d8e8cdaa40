import type { Configuration } from '../../configuration/configuration.ts';
import { largestCutoff, pairPotential } from '../../configuration/pair-potential.ts';
import { pairSize } from '../../models/particle-sizes.ts';
import type { Model } from '../../models/registry.ts';
import { forClosePairs } from '../structure/close-pairs.ts';
import type { StrainedState } from './strained-state.ts';

/** The pairs that interact, i·N + j with i < j. */
function interacting(state: StrainedState, configuration: Configuration, model: Model) {
  const { species, sizes } = configuration;
  const { cutoff: cutoffs } = pairPotential(configuration, model);
  const kinds = Math.round(Math.sqrt(cutoffs.length));
  const pairs = new Set<number>();
  const size = sizes === undefined ? () => 1 : pairSize(sizes);
  forClosePairs(state.cell.box, state.positions, largestCutoff(configuration, model), (i, j, squared) => {
    const cutoff = cutoffs[species[i] * kinds + species[j]] * size(i, j);
    if (squared < cutoff * cutoff) pairs.add(Math.min(i, j) * species.length + Math.max(i, j));
  });
  return pairs;
}

/**
 * Pairs of which not all states agree whether they interact. At the cutoff u″ jumps (but in a
 * smoothed potential), so that differences of such states are no derivatives.
 */
export function cutoffCrossings(states: readonly StrainedState[], configuration: Configuration, model: Model): number {
  const sets = states.map((state) => interacting(state, configuration, model));
  const all = new Set(sets.flatMap((set) => [...set]));
  let crossings = 0;
  for (const pair of all) if (!sets.every((set) => set.has(pair))) crossings++;
  return crossings;
}

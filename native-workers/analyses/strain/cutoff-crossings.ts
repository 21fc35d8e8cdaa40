import type { Configuration } from '../../configuration/configuration.ts';
import type { Model } from '../../models/registry.ts';
import { forClosePairs } from '../structure/close-pairs.ts';
import type { StrainedState } from './strained-state.ts';

/** The pairs that interact, i·N + j with i < j. */
function interacting(state: StrainedState, { species }: Configuration, { potential }: Model) {
  const kinds = Math.round(Math.sqrt(potential.cutoff.length));
  const pairs = new Set<number>();
  forClosePairs(state.cell.box, state.positions, Math.max(...potential.cutoff), (i, j, squared) => {
    const cutoff = potential.cutoff[species[i] * kinds + species[j]];
    if (squared < cutoff * cutoff) pairs.add(Math.min(i, j) * species.length + Math.max(i, j));
  });
  return pairs;
}

/**
 * Pairs of which not all states agree whether they interact. At the cutoff u″ jumps (the potential is only
 * force-shifted), so that differences of such states are no derivatives.
 */
export function cutoffCrossings(states: readonly StrainedState[], configuration: Configuration, model: Model): number {
  const sets = states.map((state) => interacting(state, configuration, model));
  const all = new Set(sets.flatMap((set) => [...set]));
  let crossings = 0;
  for (const pair of all) if (!sets.every((set) => set.has(pair))) crossings++;
  return crossings;
}

import type { NativeSample } from '../../addon.ts';

/** Pairs that press on each other, P of them. */
export interface ContactGraph {
  /** N. */
  particles: number;
  /** Indices i0, j0, i1, j1, …; length 2P. */
  pairs: Int32Array;
  /** r = r_i − r_j through the right image, σ: x0, y0, …; length 2P. */
  separations: Float64Array;
  /** f = −u′ > 0 of each contact, ε/σ. */
  forces: Float64Array;
  /** u″ of each contact, ε/σ². */
  stiffnesses: Float64Array;
  /** Distance at which the pair comes into contact, its cutoff, σ. */
  reaches: Float64Array;
}

/**
 * A contact counts where its force is above this many times the tolerance on max|F|: a chain of smaller forces is what
 * a minimisation has not finished, not a load that the packing bears.
 */
const FORCE_TOLERANCES = 100;

/**
 * Contacts of a minimised sample whose pairs only repel (`isContactModel`): pairs with −u′ > 100 × the force tolerance
 * that it was minimised to (max|F|, ε/σ).
 */
export function contactGraph(
  sample: Pick<NativeSample, 'particles' | 'interactions'>,
  forceTolerance: number,
): ContactGraph {
  const { pairs, separations, first, second, cutoffs } = sample.interactions();
  const kept = [...first.keys()].filter((at) => -first[at] > FORCE_TOLERANCES * forceTolerance);
  return {
    particles: sample.particles,
    pairs: Int32Array.from(kept.flatMap((at) => [pairs[2 * at], pairs[2 * at + 1]])),
    separations: Float64Array.from(kept.flatMap((at) => [separations[2 * at], separations[2 * at + 1]])),
    forces: Float64Array.from(kept, (at) => -first[at]),
    stiffnesses: Float64Array.from(kept, (at) => second[at]),
    reaches: Float64Array.from(kept, (at) => cutoffs[at]),
  };
}

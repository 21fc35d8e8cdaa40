import type { SampleDetail } from '../../src-main/api/contract.ts';

type Loose = NonNullable<SampleDetail['report']['loose']>;

/** What particles that nothing holds are called: rattlers where contacts told. */
export function looseWord({ rule, ids }: Pick<Loose, 'rule' | 'ids'>): string {
  if (rule !== 'contacts') return 'loose';
  return ids.length === 1 ? 'rattler' : 'rattlers';
}

/** Why such particles have no values, a sentence. */
export function looseAbout({ leftOut, reason }: Pick<Loose, 'leftOut' | 'reason'>): string {
  if (reason !== undefined) return 'Held by nothing, as all others: there are no modes, no Ψ and no moduli.';
  return leftOut ? 'Held by nothing, and left out of modes, Ψ and moduli.' : 'Held by nothing.';
}

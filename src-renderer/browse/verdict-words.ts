import type { SampleDetail } from '../../src-main/api/contract.ts';
import type { Verdict } from '../../native-workers/analysis/report/verdicts.ts';
import { formatNumber } from '../design/number-text.ts';

type Qlm = NonNullable<SampleDetail['report']['qlm']>;

/** What stands on a badge, and what it is short for. */
export const VERDICT_WORDS: Readonly<Record<Verdict, { badge: string; name: string }>> = {
  qlm: { badge: 'QLM', name: 'quasi-localised mode' },
  hybrid: { badge: 'hybrid', name: 'hybrid of a quasi-localised mode and plane waves' },
  phonon: { badge: 'phonon', name: 'plane wave' },
};

function reasonOf(verdict: Verdict, share: number, [qlmBelow, phononAbove]: readonly [number, number]) {
  const text = formatNumber(share, 2);
  if (verdict === 'qlm') return `phonon share ${text} < ${qlmBelow}`;
  if (verdict === 'phonon') return `phonon share ${text} > ${phononAbove}`;
  return `phonon share ${text}, between ${qlmBelow} and ${phononAbove}`;
}

/**
 * The verdict on the lowest mode as a sentence, with the numbers it rests on; or why there is none.
 * @param omega of the lowest mode
 */
export function verdictSentence(
  { verdict, phononShare, limits, verdictReason, participants, omegaT }: Qlm,
  omega: number,
): string {
  if (!verdict || typeof phononShare !== 'number' || limits === undefined)
    return `There is no verdict on the lowest mode: ${verdictReason ?? 'its share in plane waves is not known'}.`;
  const waves = `${formatNumber(100 * phononShare, 2)} % of it lies in plane waves`;
  const extent = `N·PR is ${formatNumber(participants, 3)}`;
  const ratio =
    omegaT === null
      ? ''
      : `; ω₀ is ${formatNumber(omega / omegaT, 2)} of the first transverse phonon, ω_T = ${formatNumber(omegaT, 3)}`;
  return (
    `The lowest mode is a ${VERDICT_WORDS[verdict].name}: ${waves} (${reasonOf(verdict, phononShare, limits)}); ` +
    `${extent}${ratio}.${verdictReason === undefined ? '' : ` Note: ${verdictReason}.`}`
  );
}

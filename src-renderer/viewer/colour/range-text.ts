import { formatNumber, readNumber } from '../../design/number-text.ts';
import type { Range, Scale } from '../../design/plot/ranges.ts';

/** What two typed ends of a colour range come to: the range, or which end is wrong and why. */
type TypedRange = { range: Range } | { wrong: 'low' | 'high' | 'both'; message: string };

/** An end of a range as it stands in its field: an exponent as it can be typed. */
export function endText(value: number): string {
  const text = formatNumber(value, 3);
  return text.includes('·') || text.includes('10⁻') ? value.toExponential(2).replace('-', '−') : text;
}

/** Checks both ends together, since either may be right only with the other still to come. */
export function typedRange(lowText: string, highText: string, scale: Scale): TypedRange {
  const low = readNumber(lowText);
  const high = readNumber(highText);
  const noNumber = (text: string) =>
    text.trim() === '' ? 'Give a number.' : `‘${text.trim().slice(0, 30)}’ is not a number.`;
  if (low === null) return { wrong: 'low', message: noNumber(lowText) };
  if (high === null) return { wrong: 'high', message: noNumber(highText) };
  if (low >= high)
    return { wrong: 'both', message: `The low end (${endText(low)}) must lie below the high end (${endText(high)}).` };
  if (scale === 'log' && low <= 0)
    return { wrong: 'low', message: 'On a logarithmic scale both ends must be above 0.' };
  return { range: { low, high } };
}

import { quoted } from '../../native-workers/text/quoted.ts';
import { LONGEST_NUMBER, notNumber } from './text-number.ts';

/**
 * Sums of decimal numbers as they stand in a text file, without rounding in between.
 *
 * The header of a tilted LAMMPS dump holds the bounding box, xhi_bound = xlo + lx + max(0, xy). In doubles that sum
 * loses the last bit of lx; in decimals it does not, so that a box survives being written and read.
 */

/** At least one digit before or after the point. */
const DECIMAL = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eEdD]([+-]?\d+))?$/;
/** Doubles end at 1e±308; longer exponents only cost memory. */
const LARGEST_EXPONENT = 400;

interface Decimal {
  /** Value = mantissa · 10^exponent. */
  mantissa: bigint;
  exponent: number;
}

function parseDecimal(text: string): Decimal {
  const trimmed = text.trim();
  // Arithmetic on n digits takes n² steps: a bound on n keeps that in microseconds. `negated` may have added a sign.
  const match = trimmed.length > LONGEST_NUMBER + 1 ? null : DECIMAL.exec(trimmed);
  if (match === null) throw new RangeError(notNumber(trimmed, 'a decimal number'));
  const [, sign, whole, fraction = '', power = '0'] = match;
  const exponent = Number(power) - fraction.length;
  if (Math.abs(Number(power)) > LARGEST_EXPONENT)
    throw new RangeError(`the exponent of ${quoted(trimmed)} is out of range`);
  const digits = BigInt(whole + fraction);
  return { mantissa: sign === '-' ? -digits : digits, exponent };
}

/**
 * Exact sum of decimal numbers given as text (`-` in front of a term subtracts it), as text that `Number` rounds once.
 * Throws `RangeError` for a term that is no decimal number, has more than `LONGEST_NUMBER` characters or an exponent
 * outside ±400.
 */
export function addDecimals(...terms: string[]): string {
  const parsed = terms.map(parseDecimal);
  const exponent = Math.min(0, ...parsed.map((term) => term.exponent));
  let sum = 0n;
  for (const term of parsed) sum += term.mantissa * 10n ** BigInt(term.exponent - exponent);
  if (exponent === 0) return sum.toString();
  const negative = sum < 0n;
  const digits = (negative ? -sum : sum).toString().padStart(1 - exponent, '0');
  const point = digits.length + exponent;
  // From the first zero of a row only: a pattern `0+$` starts again at every zero.
  const fraction = digits.slice(point).replace(/(?<!0)0+$/, '');
  const text = fraction === '' ? digits.slice(0, point) : `${digits.slice(0, point)}.${fraction}`;
  return negative ? `-${text}` : text;
}

/** The text with its sign turned round. */
export function negated(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith('-') ? trimmed.slice(1) : `-${trimmed.replace(/^\+/, '')}`;
}

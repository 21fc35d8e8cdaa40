import Big from 'big.js';
import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { LONGEST_NUMBER, notNumber } from './text-number.ts';

/** At least one digit before or after the point. */
const DECIMAL = /^[+-]?(?=\.?\d)\d*(?:\.\d*)?(?:[ed]([+-]?\d+))?$/i;
/** Doubles end at 1e±308; longer exponents only cost memory. */
const LARGEST_EXPONENT = 400;

/**
 * A decimal number as it stands in a text file, to be added to others without rounding in between.
 *
 * The header of a tilted LAMMPS dump holds the bounding box, xhi_bound = xlo + lx + max(0, xy). In doubles that sum
 * loses the last bit of lx; in decimals it does not, so that a box survives being written and read.
 *
 * Throws `BadInput` for a text that is no decimal number, has more than `LONGEST_NUMBER` characters or an exponent
 * outside ±400.
 */
export function decimal(text: string, place: InputPlace = {}): Big {
  // Arithmetic on n digits takes n² steps: a bound on n keeps that in microseconds.
  const match = text.length > LONGEST_NUMBER ? null : DECIMAL.exec(text);
  if (match === null) throw new BadInput(notNumber(text, 'a decimal number'), place);
  const [, power = '0'] = match;
  if (Math.abs(Number(power)) > LARGEST_EXPONENT)
    throw new BadInput(`the exponent of ${quoted(text)} is out of range`, place);
  return new Big(text.replace(/^\+/, '').replace(/d/i, 'e'));
}

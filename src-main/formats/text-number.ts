import { quoted } from '../../native-workers/text/quoted.ts';

/**
 * Numbers from the bytes of a text file, without a string for each of them.
 *
 * Grammar: `[+-] digits [. digits] [(e|E|d|D) [+-] digits]`, at least one digit before or after the point (`d` is
 * Fortran's exponent letter), at most `LONGEST_NUMBER` characters. Hexadecimal, digit separators and blanks are not
 * numbers.
 */

/**
 * Most characters of a number. The decimal expansion of a double, every digit of it, takes 1077 at most (−2⁻¹⁰⁷⁴ with
 * its sign, zero and point); more digits than that come from no program.
 */
export const LONGEST_NUMBER = 1200;

const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** 10⁰ … 10²²: the powers of ten a double holds exactly. */
const EXACT_POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
/** Every integer up to here is a double. */
const EXACT_INTEGER_LIMIT = 2 ** 53;
/** An exponent beyond this is already 0 or infinity for any mantissa a line can hold. */
const EXPONENT_CAP = 1_000_000;

function isExponentMark(byte: number) {
  const lower = byte | 32;
  return lower === 101 || lower === 100;
}

/**
 * The double nearest to the decimal number in bytes[start, end), or NaN if those bytes are not a number of the
 * grammar above (`nan` and `inf` are not either: see `namedNumber`). Overflow gives ±Infinity.
 *
 * Exact: a mantissa up to 2⁵³ times or over a power of ten up to 10²² is one correctly rounded operation on two
 * exact doubles (Clinger, PLDI 1990); anything longer goes through JavaScript's own conversion.
 */
export function parseNumber(bytes: Buffer, start: number, end: number): number {
  if (end - start > LONGEST_NUMBER) return NaN;
  let at = start;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at += 1;

  let mantissa = 0;
  let digits = 0;
  for (; at < end; at += 1) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) break;
    mantissa = mantissa * 10 + digit;
    digits += 1;
  }
  let power = 0;
  if (at < end && bytes[at] === POINT) {
    at += 1;
    const fraction = at;
    for (; at < end; at += 1) {
      const digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    power = fraction - at;
    digits += at - fraction;
  }
  if (digits === 0) return NaN;
  if (at < end) {
    if (!isExponentMark(bytes[at])) return NaN;
    at += 1;
    const exponentSign = bytes[at];
    if (at < end && (exponentSign === MINUS || exponentSign === PLUS)) at += 1;
    if (at >= end) return NaN;
    let exponent = 0;
    for (; at < end; at += 1) {
      const digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) return NaN;
      if (exponent < EXPONENT_CAP) exponent = exponent * 10 + digit;
    }
    power += exponentSign === MINUS ? -exponent : exponent;
  }

  if (mantissa <= EXACT_INTEGER_LIMIT && power >= -22 && power <= 22) {
    const value = power < 0 ? mantissa / EXACT_POWERS_OF_TEN[-power] : mantissa * EXACT_POWERS_OF_TEN[power];
    return sign === MINUS ? -value : value;
  }
  return Number(bytes.toString('latin1', start, end).replace(/d/i, 'e'));
}

/**
 * What is wrong with a text that `parseNumber` takes for none, as half a sentence: "'abc' is not a number", or that it
 * is too long to be one. `kind` completes "is not".
 */
export function notNumber(text: string, kind = 'a number'): string {
  if (text.length > LONGEST_NUMBER && /^[-+.\ded]+$/i.test(text))
    return `${quoted(text)} is a number of ${text.length} characters; at most ${LONGEST_NUMBER} are read`;
  return `${quoted(text)} is not ${kind}`;
}

/** `nan`, `inf`, `infinity` in any case and sign, as C prints them; undefined for anything else. */
export function namedNumber(text: string): number | undefined {
  const match = /^([+-]?)(nan|inf|infinity)(\(.*\))?$/i.exec(text);
  if (match === null) return undefined;
  if (match[2].toLowerCase() === 'nan') return NaN;
  return match[1] === '-' ? -Infinity : Infinity;
}

/** The integer ≥ 0 in bytes[start, end) (digits only, at most 15 of them), or −1 if it is none. */
export function parseCount(bytes: Buffer, start: number, end: number): number {
  if (end <= start || end - start > 15) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** `parseNumber` of a string; NaN if it is not a number of the grammar. */
export function numberFromText(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  return parseNumber(bytes, 0, bytes.length);
}

/** What exponents are written with, on the line and raised. */
const PLAIN = '0123456789-+';
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺';

function transcribed(text: string, from: string, to: string) {
  return Array.from(text, (sign) => to[from.indexOf(sign)]).join('');
}

/** Beyond these powers of ten a number is written with an exponent. */
const PLAIN_FROM = -3;
const PLAIN_TO = 4;

/** Whether a number of this decimal exponent is written with a power of ten. */
export function needsPower(exponent: number): boolean {
  return exponent < PLAIN_FROM || exponent >= PLAIN_TO;
}

/** `10⁻³`. */
export function powerOfTen(exponent: number): string {
  return `10${transcribed(String(exponent), PLAIN, RAISED)}`;
}

/**
 * A number as text: a true minus sign, an exponent where digits would only be zeros. `padded` keeps zeros at the end, so
 * that the numbers of a column have as many digits.
 */
export function formatNumber(value: number, significant = 4, padded = false): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const sign = value < 0 ? '−' : '';
  const size = Math.abs(value);
  const [mantissa, exponentText] = size.toExponential(significant - 1).split('e');
  const exponent = Number(exponentText);
  if (!needsPower(exponent)) {
    const digits = size.toPrecision(significant);
    // Of few digits a large number has an exponent here.
    return sign + (padded && !digits.includes('e') ? digits : String(Number(digits)));
  }
  const digits = String(Number(mantissa));
  return digits === '1' ? sign + powerOfTen(exponent) : `${sign}${digits}·${powerOfTen(exponent)}`;
}

/** Digits, one point, an exponent: what is left when the ways of writing it are made one. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Sign, factor if there is one, exponent: `1.5·10⁻³`, `-10⁴`, `2×10^5`. */
const POWER_OF_TEN = /^([+-]?)(?:([\d.]+)\s*[·×*]\s*)?10(?:\^([+-]?\d+)|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))$/;

/** A power of ten as `e…`; other text as it is. */
function withPlainExponent(typed: string) {
  // Groups that take no part in a match are undefined.
  const groups: readonly (string | undefined)[] | null = POWER_OF_TEN.exec(typed);
  if (groups === null) return typed;
  const [, sign = '', factor = '1', caret, raised = ''] = groups;
  return `${sign}${factor}e${caret ?? transcribed(raised, RAISED, PLAIN)}`;
}

/**
 * The number that was typed; null where it is none, infinite or empty. A true minus sign, a decimal comma and the
 * window's own way of writing powers of ten (`1.5·10⁻³`, `10⁻³`) are taken.
 */
export function readNumber(text: string): number | null {
  const typed = text.trim().replaceAll('−', '-').replace(',', '.');
  const plain = withPlainExponent(typed);
  if (!NUMBER.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** The id of a particle as it is typed: a whole number, nothing else; null for other text. */
export function readId(text: string): number | null {
  const plain = text.trim();
  return /^\d{1,10}$/.test(plain) ? Number(plain) : null;
}

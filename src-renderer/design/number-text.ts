const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Beyond these powers of ten a number is written with an exponent. */
const PLAIN_FROM = -3;
const PLAIN_TO = 4;

/** Whether a number of this decimal exponent is written with a power of ten. */
export function needsPower(exponent: number): boolean {
  return exponent < PLAIN_FROM || exponent >= PLAIN_TO;
}

/** `10⁻³`. */
export function powerOfTen(exponent: number): string {
  const digits = Array.from(String(Math.abs(exponent)), (digit) => SUPERSCRIPTS[Number(digit)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** |value| in `significant` digits, never with an exponent. */
function plainDigits(value: number, significant: number): string {
  const digits = Math.abs(value).toPrecision(significant);
  return digits.includes('e') ? String(Number(digits)) : digits;
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
  const [mantissa, exponentText] = Math.abs(value)
    .toExponential(significant - 1)
    .split('e');
  const exponent = Number(exponentText);
  if (!needsPower(exponent))
    return sign + (padded ? plainDigits(value, significant) : String(Number(Math.abs(value).toPrecision(significant))));
  const digits = String(Number(mantissa));
  return digits === '1' ? sign + powerOfTen(exponent) : `${sign}${digits}·${powerOfTen(exponent)}`;
}

/** Digits, one point, an exponent: what is left when the ways of writing it are made one. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Sign, factor if there is one, exponent: `1.5·10⁻³`, `-10⁴`, `2×10^5`. */
const POWER_OF_TEN = /^([+-]?)(?:([\d.]+)\s*[·×*]\s*)?10(?:\^([+-]?\d+)|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))$/;

function plainExponent(raised: string): string {
  return Array.from(raised, (sign) => {
    if (sign === '⁻') return '-';
    return sign === '⁺' ? '' : String(SUPERSCRIPTS.indexOf(sign));
  }).join('');
}

/** A power of ten as `e…`; other text as it is. */
function withPlainExponent(typed: string): string {
  // Groups that take no part in a match are undefined.
  const groups: readonly (string | undefined)[] | null = POWER_OF_TEN.exec(typed);
  if (groups === null) return typed;
  const [, sign = '', factor = '1', caret, raised = ''] = groups;
  return `${sign}${factor}e${caret ?? plainExponent(raised)}`;
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

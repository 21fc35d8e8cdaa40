const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

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
 * The number a person has typed; null where it is none, infinite or empty. A true minus sign, a decimal comma and the
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

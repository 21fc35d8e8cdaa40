import { position, type Range, type Scale } from './ranges.ts';

export interface Tick {
  value: number;
  /** 0 at the low end of the axis, 1 at the high end. */
  at: number;
  label: string;
}

/** Steps people read without thinking, in a decade. */
const NICE_STEPS = [1, 2, 2.5, 5, 10];
/** Beyond these powers of ten a number is written with an exponent. */
const PLAIN_FROM = -3;
const PLAIN_TO = 4;

/** An axis that touches more decades than this is labelled with powers of ten throughout. */
const POWERS_FROM = 3;

/** Logarithmic ticks stand closer towards the end of a decade; not closer than this share of their mean distance. */
const NARROWEST_GAP = 0.9;

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function power(exponent: number): string {
  const digits = Array.from(String(Math.abs(exponent)), (digit) => SUPERSCRIPTS[Number(digit)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** |value| in `significant` digits, never with an exponent. */
function plainDigits(value: number, significant: number): string {
  const digits = Math.abs(value).toPrecision(significant);
  return digits.includes('e') ? String(Number(digits)) : digits;
}

/**
 * A number as people write it: a true minus sign, an exponent where digits would only be zeros. `padded` keeps zeros at
 * the end, so that the numbers of a column have as many digits.
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
  if (exponent >= PLAIN_FROM && exponent < PLAIN_TO)
    return sign + (padded ? plainDigits(value, significant) : String(Number(Math.abs(value).toPrecision(significant))));
  const digits = String(Number(mantissa));
  return digits === '1' ? sign + power(exponent) : `${sign}${digits}·${power(exponent)}`;
}

function linearTicks(range: Range, most: number): Tick[] {
  const rough = (range.high - range.low) / most;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = (NICE_STEPS.find((nice) => nice * decade >= rough) ?? 10) * decade;
  const ticks: Tick[] = [];
  const first = Math.ceil(range.low / step - 1e-9);
  const last = Math.floor(range.high / step + 1e-9);
  for (let k = first; k <= last; k += 1) {
    // k·step carries rounding of the last digit; three digits more than the step needs are exact enough to print.
    const value = Number((k * step).toPrecision(12));
    ticks.push({ value, at: position(value, range, 'linear'), label: formatNumber(value) });
  }
  return ticks;
}

/** `3·10⁻⁴`: every number of an axis in the same form. */
function withPower(multiple: number, exponent: number): string {
  return multiple === 1 ? power(exponent) : `${multiple}·${power(exponent)}`;
}

/** The least distance between neighbouring ticks, as a share of the axis. */
function narrowest(ticks: readonly Tick[]): number {
  return Math.min(...ticks.slice(1).map(({ at }, k) => at - ticks[k].at));
}

function logTicks(range: Range, most: number): Tick[] {
  const first = Math.floor(Math.log10(range.low));
  const last = Math.floor(Math.log10(range.high));
  const powers = first < PLAIN_FROM || last >= PLAIN_TO || last - first > POWERS_FROM;
  const all = (multiples: readonly number[], everyDecade = 1) => {
    const ticks: Tick[] = [];
    for (let exponent = first; exponent <= last; exponent += 1)
      for (const multiple of multiples) {
        if (exponent % everyDecade !== 0) continue;
        const value = Number(`${multiple}e${exponent}`);
        if (value < range.low * (1 - 1e-9) || value > range.high * (1 + 1e-9)) continue;
        const label = powers ? withPower(multiple, exponent) : formatNumber(value);
        ticks.push({ value, at: position(value, range, 'log'), label });
      }
    return ticks;
  };
  const candidates = [
    all([1, 2, 3, 4, 5, 6, 7, 8, 9]),
    all([1, 2, 5]),
    all([1, 3]),
    all([1]),
    all([1], 2),
    all([1], 3),
  ];
  const fitting = candidates.find(
    (ticks) => ticks.length <= most && ticks.length >= 2 && narrowest(ticks) >= NARROWEST_GAP / most,
  );
  if (fitting !== undefined) return fitting;
  // Less than two round values inside: some numbers say more than nothing, where they have room.
  const placed = linearTicks(range, most).map((tick) => ({ ...tick, at: position(tick.value, range, 'log') }));
  return placed.reduce<Tick[]>((kept, tick) => {
    const last = kept.at(-1);
    if (last === undefined || tick.at - last.at >= NARROWEST_GAP / most) kept.push(tick);
    return kept;
  }, []);
}

/** At most about `most` round values within the range. */
export function ticksOf(range: Range, scale: Scale, most: number): Tick[] {
  return scale === 'log' ? logTicks(range, most) : linearTicks(range, most);
}

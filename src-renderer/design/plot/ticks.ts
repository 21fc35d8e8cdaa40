import { range as wholeNumbers } from 'd3-array';
import { formatNumber, needsPower, powerOfTen } from '../number-text.ts';
import { positionIn, type Range, type Scale } from './ranges.ts';

interface Tick {
  value: number;
  /** 0 at the low end of the axis, 1 at the high end. */
  at: number;
  label: string;
}

/** Steps people read without thinking, in a decade. */
const NICE_STEPS = [1, 2, 2.5, 5, 10];
/** An axis that touches more decades than this is labelled with powers of ten throughout. */
const POWERS_FROM = 3;

/** Logarithmic ticks stand closer towards the end of a decade; not closer than this share of their mean distance. */
const NARROWEST_GAP = 0.9;

function linearTicks(range: Range, scale: Scale, most: number): Tick[] {
  const rough = (range.high - range.low) / most;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = (NICE_STEPS.find((nice) => nice * decade >= rough) ?? 10) * decade;
  const position = positionIn(range, scale);
  return wholeNumbers(Math.ceil(range.low / step - 1e-9), Math.floor(range.high / step + 1e-9) + 1).map((k) => {
    // k·step carries rounding of the last digit; three digits more than the step needs are exact enough to print.
    const value = Number((k * step).toPrecision(12));
    return { value, at: position(value), label: formatNumber(value) };
  });
}

/** `3·10⁻⁴`: every number of an axis in the same form. */
function withPower(multiple: number, exponent: number) {
  return multiple === 1 ? powerOfTen(exponent) : `${multiple}·${powerOfTen(exponent)}`;
}

/** The least distance between neighbouring ticks, as a share of the axis. */
function narrowest(ticks: readonly Tick[]) {
  return Math.min(...ticks.slice(1).map(({ at }, k) => at - ticks[k].at));
}

function logTicks(range: Range, most: number) {
  const first = Math.floor(Math.log10(range.low));
  const last = Math.floor(Math.log10(range.high));
  const powers = needsPower(first) || needsPower(last) || last - first > POWERS_FROM;
  const position = positionIn(range, 'log');
  const all = (multiples: readonly number[], everyDecade = 1): Tick[] =>
    wholeNumbers(first, last + 1)
      .filter((exponent) => exponent % everyDecade === 0)
      .flatMap((exponent) =>
        multiples.map((multiple) => {
          const value = Number(`${multiple}e${exponent}`);
          const label = powers ? withPower(multiple, exponent) : formatNumber(value);
          return { value, at: position(value), label };
        }),
      )
      .filter(({ value }) => value >= range.low * (1 - 1e-9) && value <= range.high * (1 + 1e-9));
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
  return linearTicks(range, 'log', most).reduce<Tick[]>((kept, tick) => {
    const last = kept.at(-1);
    if (last === undefined || tick.at - last.at >= NARROWEST_GAP / most) kept.push(tick);
    return kept;
  }, []);
}

/** At most about `most` round values within the range. */
export function ticksOf(range: Range, scale: Scale, most: number): Tick[] {
  return scale === 'log' ? logTicks(range, most) : linearTicks(range, scale, most);
}

import { ticks as roundNumbers } from 'd3-array';
import { figureNumber } from '../marks/number-text.ts';

export interface Tick {
  value: number;
  /** 0 at the low end of the axis, 1 at the high end. */
  at: number;
  label: string;
}

export interface NumberRange {
  low: number;
  high: number;
}

export type AxisScale = 'linear' | 'log';

/** Where a value lies on an axis, 0 to 1. */
export function positionOn({ low, high }: NumberRange, scale: AxisScale): (value: number) => number {
  if (scale === 'linear') return (value) => (value - low) / (high - low);
  const [first, last] = [Math.log10(low), Math.log10(high)];
  return (value) => (Math.log10(value) - first) / (last - first);
}

/** Multiples of powers of ten on a logarithmic axis, the most that fit. */
function logTicks({ low, high }: NumberRange, most: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const inside = (multiples: readonly number[], every: number) =>
    decades
      .filter((exponent) => exponent % every === 0)
      .flatMap((exponent) => multiples.map((multiple) => Number(`${multiple}e${exponent}`)))
      .filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
  const candidates = [inside([1, 2, 5], 1), inside([1, 3], 1), inside([1], 1), inside([1], 2), inside([1], 3)];
  const fitting = candidates.find((values) => values.length <= most && values.length >= 2);
  return fitting ?? roundNumbers(low, high, Math.min(3, most)).filter((value) => value > 0);
}

/** At most about `most` round values within a range. */
export function axisTicks(range: NumberRange, scale: AxisScale, most: number): Tick[] {
  const values = scale === 'log' ? logTicks(range, most) : roundNumbers(range.low, range.high, most);
  const position = positionOn(range, scale);
  return values.map((value) => ({ value, at: position(value), label: figureNumber(value) }));
}

/** A range about values, a share of it wider at both ends; what is never negative does not seem to be. */
export function rangeAbout(values: Iterable<number>, room = 0.05): NumberRange {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { low: 0, high: 1 };
  const more = (high - low) * room || Math.abs(high) * room || 1;
  return { low: low >= 0 ? Math.max(0, low - more) : low - more, high: high + more };
}

/** The range of a logarithmic axis about the positive ones of the values. */
export function logRangeOf(values: Iterable<number>): NumberRange {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!(value > 0 && value < Infinity)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { low: 0.1, high: 10 };
  const room = Math.max((high / low) ** 0.05, 1.05);
  return { low: low / room, high: high * room };
}

import { remembered } from '../remembered.ts';
import { percentile } from './percentile.ts';

export type Scale = 'linear' | 'log';

/** Values at the two ends of a colour bar. */
export interface Range {
  low: number;
  high: number;
}

/**
 * Percentiles of the finite values that a robust range spans: the lowest and highest are few and would eat the colours.
 * The upper one lies high because a core is a handful among thousands, and it is what we look for.
 */
const LOW_PERCENTILE = 0.5;
const HIGH_PERCENTILE = 99.9;

/** Largest span of a logarithmic range, decades: zero displacements would else stretch it without end. */
const MAX_DECADES = 6;

/** A range must span something: a constant field gets a unit of its own size around it. */
function spanning(low: number, high: number) {
  if (low < high) return { low, high };
  const around = low === 0 ? 1 : Math.abs(low) / 2;
  return { low: low - around, high: high + around };
}

/**
 * Range of a colour bar: percentiles 0.5 … 99.9 of the finite values; symmetric about zero (± the 99.9th of |value|) for
 * `signed` fields; of the positive values only on a logarithmic scale, over at most six decades. `full` spans all values
 * instead. Without any value it is 0 … 1 (1 … 10 on a logarithmic scale).
 */
export function robustRange(values: ArrayLike<number>, scale: Scale, signed: boolean, full = false): Range {
  const isLog = scale === 'log';
  const finite = new Float64Array(values.length);
  let count = 0;
  // A loop: a typed array's own filter takes ten times as long.
  for (let i = 0; i < values.length; i += 1)
    if (Number.isFinite(values[i]) && (!isLog || values[i] > 0))
      finite[count++] = signed && !isLog ? Math.abs(values[i]) : values[i];
  const kept = finite.subarray(0, count);
  if (count === 0) return isLog ? { low: 1, high: 10 } : { low: signed ? -1 : 0, high: 1 };
  const lowest = percentile(kept, full ? 0 : LOW_PERCENTILE);
  const high = percentile(kept, full ? 100 : HIGH_PERCENTILE);
  if (!isLog) return spanning(signed ? -high : lowest, high);
  const low = Math.max(lowest, high / 10 ** MAX_DECADES);
  return low < high ? { low, high } : { low: low / 2, high: high * 2 };
}

/** `robustRange`, computed once for each array: the arrays that come from the main side never change. */
export const rangeOf = remembered(robustRange);

/**
 * Where values lie on the bar of a range: 0 at the low end, 1 at the high end, beyond for values beyond; NaN stays NaN.
 */
export function positionIn({ low, high }: Range, scale: Scale): (value: number) => number {
  if (scale === 'linear') return (value) => (value - low) / (high - low);
  const perUnit = 1 / Math.log(high / low);
  return (value) => (value > 0 ? Math.log(value / low) * perUnit : value <= 0 ? -Infinity : Number.NaN);
}

/** Whether some values lie below and above the range; NaN does neither. */
export function exceeded(values: ArrayLike<number>, { low, high }: Range): { below: boolean; above: boolean } {
  let below = false;
  let above = false;
  for (let i = 0; i < values.length; i += 1) {
    below ||= values[i] < low;
    above ||= values[i] > high;
  }
  return { below, above };
}

/** The inverse of `positionIn`. */
export function valueAt(at: number, { low, high }: Range, scale: Scale): number {
  return scale === 'linear' ? low + at * (high - low) : low * (high / low) ** at;
}

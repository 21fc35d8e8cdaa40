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

/** The p-th percentile (0 … 100) of ascending values, linear between ranks. NaN for none. */
export function percentile(ascending: ArrayLike<number>, p: number): number {
  if (ascending.length === 0) return Number.NaN;
  const rank = (p / 100) * (ascending.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(ascending.length - 1, below + 1);
  return ascending[below] + (ascending[above] - ascending[below]) * (rank - below);
}

function sorted(values: ArrayLike<number>, keep: (value: number) => boolean, map: (value: number) => number) {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i += 1) if (keep(values[i])) kept[count++] = map(values[i]);
  return kept.subarray(0, count).sort();
}

/** A range must span something: a constant field gets a unit of its own size around it. */
function spanning(low: number, high: number): Range {
  if (low < high) return { low, high };
  const around = low === 0 ? 1 : Math.abs(low) / 2;
  return { low: low - around, high: high + around };
}

/**
 * Range of a colour bar: percentiles 0.5 … 99.9 of the finite values; symmetric about zero (± the 99.9th of |value|) for
 * `signed` fields; of the positive values alone on a logarithmic scale, over at most six decades. `full` spans all values
 * instead. Without any value it is 0 … 1 (1 … 10 on a logarithmic scale).
 */
export function robustRange(values: ArrayLike<number>, scale: Scale, signed: boolean, full = false): Range {
  const [lowest, highest] = full ? [0, 100] : [LOW_PERCENTILE, HIGH_PERCENTILE];
  if (scale === 'log') {
    const positive = sorted(
      values,
      (value) => value > 0 && Number.isFinite(value),
      (value) => value,
    );
    if (positive.length === 0) return { low: 1, high: 10 };
    const high = percentile(positive, highest);
    const low = Math.max(percentile(positive, lowest), high / 10 ** MAX_DECADES);
    return low < high ? { low, high } : { low: low / 2, high: high * 2 };
  }
  if (signed) {
    const magnitudes = sorted(values, Number.isFinite, Math.abs);
    if (magnitudes.length === 0) return { low: -1, high: 1 };
    const reach = percentile(magnitudes, highest);
    return reach > 0 ? { low: -reach, high: reach } : { low: -1, high: 1 };
  }
  const finite = sorted(values, Number.isFinite, (value) => value);
  if (finite.length === 0) return { low: 0, high: 1 };
  return spanning(percentile(finite, lowest), percentile(finite, highest));
}

/** Where a value lies on the bar: 0 at the low end, 1 at the high end, beyond for values beyond; NaN stays NaN. */
export function position(value: number, { low, high }: Range, scale: Scale): number {
  if (scale === 'linear') return (value - low) / (high - low);
  return value > 0 ? Math.log(value / low) / Math.log(high / low) : value <= 0 ? -Infinity : Number.NaN;
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

/** The inverse of `position`. */
export function valueAt(at: number, { low, high }: Range, scale: Scale): number {
  return scale === 'linear' ? low + at * (high - low) : low * (high / low) ** at;
}

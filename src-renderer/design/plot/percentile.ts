import { quickselect } from 'd3-array';

/**
 * The p-th percentile (0 … 100) of values in any order, linear between ranks; reorders them. NaN for none. Values must
 * not be NaN. O(n) where sorting would be O(n log n): this is done for a hundred thousand particles while modes are
 * scrubbed.
 */
export function percentile(values: Float64Array, p: number): number {
  if (values.length === 0) return Number.NaN;
  const rank = (p / 100) * (values.length - 1);
  const below = Math.floor(rank);
  quickselect(values, below);
  const lower = values[below];
  if (rank === below) return lower;
  // The next rank is the least of those that lie behind.
  const upper = values.subarray(below + 1).reduce((least, value) => Math.min(least, value));
  return lower + (upper - lower) * (rank - below);
}

/**
 * The value of rank `rank` (0 the least) of values[0 … values.length − 1], which come to lie so that none before it is
 * greater and none after it is less. Hoare's quickselect, O(n) where sorting would be O(n log n): this is done for a
 * hundred thousand particles while modes are scrubbed. Values must not be NaN. Throws RangeError for a rank there is not.
 */
export function selectRank(values: Float64Array, rank: number): number {
  if (!Number.isInteger(rank) || rank < 0 || rank >= values.length)
    throw new RangeError(`there is no rank ${rank} among ${values.length} values`);
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    // The median of three keeps ordered and constant values from being the worst case.
    const pivot = medianOfThree(values[low], values[(low + high) >> 1], values[high]);
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left] < pivot) left += 1;
      while (values[right] > pivot) right -= 1;
      if (left <= right) {
        const swapped = values[left];
        values[left] = values[right];
        values[right] = swapped;
        left += 1;
        right -= 1;
      }
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else return values[rank];
  }
  return values[rank];
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/**
 * The p-th percentile (0 … 100) of values in any order, linear between ranks; reorders them. NaN for none. Values must
 * not be NaN.
 */
export function percentile(values: Float64Array, p: number): number {
  if (values.length === 0) return Number.NaN;
  const rank = (p / 100) * (values.length - 1);
  const below = Math.floor(rank);
  const lower = selectRank(values, below);
  if (rank === below) return lower;
  // The next rank is the least of those that lie behind.
  let upper = values[below + 1];
  for (let i = below + 2; i < values.length; i += 1) if (values[i] < upper) upper = values[i];
  return lower + (upper - lower) * (rank - below);
}

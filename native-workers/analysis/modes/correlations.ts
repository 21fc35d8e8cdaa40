/**
 * A field counts as constant when its standard deviation is below this fraction of its root mean square: Ψ of a
 * perfect crystal differs from site to site by rounding only (≈ 1e-13 relative), and the Pearson coefficient of
 * rounding is a random number.
 */
const CONSTANT_BELOW = 1e-9;

/** Mean and √Σ(x − mean)²; `constant` when the spread is rounding. */
function spread(values: Float64Array) {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    squares += values[i] * values[i];
  }
  const mean = sum / values.length;
  let deviations = 0;
  for (let i = 0; i < values.length; i++) deviations += (values[i] - mean) ** 2;
  const deviation = Math.sqrt(deviations);
  return { mean, deviation, constant: !(deviation > CONSTANT_BELOW * Math.sqrt(squares)) };
}

/**
 * Pearson coefficient Σ(a − ā)(b − b̄) / √(Σ(a − ā)² Σ(b − b̄)²) of two fields of equal length, −1 to 1;
 * null where either field is constant (see `CONSTANT_BELOW`). Two passes, so that a large mean cancels nothing.
 */
export function pearson(a: Float64Array, b: Float64Array): number | null {
  if (a.length !== b.length) throw new Error(`fields of different length: ${a.length} and ${b.length}`);
  const first = spread(a);
  const second = spread(b);
  if (first.constant || second.constant) return null;
  let product = 0;
  for (let i = 0; i < a.length; i++) product += (a[i] - first.mean) * (b[i] - second.mean);
  // Rounding can carry a perfect correlation past 1 by one unit in the last place.
  return Math.max(-1, Math.min(1, product / (first.deviation * second.deviation)));
}

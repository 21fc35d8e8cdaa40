/** A mean of correlated numbers with its standard error. */
export interface BlockedMean {
  mean: number;
  standardError: number;
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  return sum / values.length;
}

/** Unbiased: Σ (x − x̄)²/(n − 1). */
export function variance(values: ArrayLike<number>): number {
  const middle = mean(values);
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += (values[at] - middle) ** 2;
  return sum / (values.length - 1);
}

/**
 * Mean of a correlated series; its standard error is that of `blocks` means of equal stretches, taken as independent:
 * right as long as a stretch is many correlation times long, and itself uncertain by 1/√(2·blocks). What does not fill
 * the last stretch is left out at the start.
 * Source: Flyvbjerg & Petersen, J. Chem. Phys. 91, 461 (1989).
 */
export function blockedMean(values: ArrayLike<number>, blocks: number): BlockedMean {
  const length = Math.floor(values.length / blocks);
  if (length < 1) throw new Error(`${values.length} values do not fill ${blocks} blocks`);
  const first = values.length - blocks * length;
  const means = Float64Array.from({ length: blocks }, (_, block) => {
    let sum = 0;
    for (let at = 0; at < length; at++) sum += values[first + block * length + at];
    return sum / length;
  });
  return { mean: mean(means), standardError: Math.sqrt(variance(means) / blocks) };
}

/**
 * Any function of stretches of a series, e.g. a variance, with the standard error from its scatter over them. The
 * function must not be biased for short stretches by more than that error.
 */
export function blockedStatistic(
  values: Float64Array,
  blocks: number,
  statistic: (stretch: Float64Array) => number,
): BlockedMean {
  const length = Math.floor(values.length / blocks);
  if (length < 1) throw new Error(`${values.length} values do not fill ${blocks} blocks`);
  const of = Float64Array.from({ length: blocks }, (_, block) =>
    statistic(values.subarray(block * length, (block + 1) * length)),
  );
  return { mean: mean(of), standardError: Math.sqrt(variance(of) / blocks) };
}

/** Φ(x) by the series or the continued fraction of erfc, to 1e-14. Source: DLMF 7.6.1 and 7.9.1. */
export function normalDistribution(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  if (z < 3) {
    // erf z = 2/√π e^(−z²) Σ 2^n z^(2n+1)/(2n+1)!!
    let term = z;
    let sum = z;
    for (let n = 1; term > 1e-17 * sum; n++) sum += term *= (2 * z * z) / (2 * n + 1);
    const half = (Math.exp(-z * z) / Math.sqrt(Math.PI)) * sum;
    return x >= 0 ? 0.5 + half : 0.5 - half;
  }
  let fraction = z;
  for (let n = 60; n > 0; n--) fraction = z + n / 2 / fraction;
  const tail = (0.5 * Math.exp(-z * z)) / (Math.sqrt(Math.PI) * fraction);
  return x >= 0 ? 1 - tail : tail;
}

/** D = sup |F_n − F| of a sample against a continuous distribution; sorts `sample`. */
export function kolmogorovSmirnov(sample: Float64Array, distribution: (x: number) => number): number {
  sample.sort();
  const n = sample.length;
  let largest = 0;
  for (let at = 0; at < n; at++) {
    const expected = distribution(sample[at]);
    largest = Math.max(largest, (at + 1) / n - expected, expected - at / n);
  }
  return largest;
}

/** n × n matrices, row-major. */
function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let row = 0; row < n; row++)
    for (let k = 0; k < n; k++) {
      const factor = a[row * n + k];
      if (factor !== 0)
        for (let column = 0; column < n; column++) result[row * n + column] += factor * b[k * n + column];
    }
  return result;
}

/**
 * P(D_n < d) for a sample of n, exactly: n!/nⁿ (Hⁿ)_kk.
 * Source: Marsaglia, Tsang & Wang, J. Stat. Softw. 8 (18), 1 (2003).
 */
export function kolmogorovDistribution(n: number, d: number): number {
  const k = Math.floor(n * d) + 1;
  const m = 2 * k - 1;
  const h = k - n * d;
  const matrix = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) matrix[i * m + j] = i - j + 1 < 0 ? 0 : 1;
  for (let i = 0; i < m; i++) {
    matrix[i * m] -= h ** (i + 1);
    matrix[(m - 1) * m + i] -= h ** (m - i);
  }
  matrix[(m - 1) * m] += 2 * h - 1 > 0 ? (2 * h - 1) ** m : 0;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) if (i - j + 1 > 0) for (let g = 1; g <= i - j + 1; g++) matrix[i * m + j] /= g;
  // Hⁿ by squaring; the logarithm of a common factor is kept apart.
  let power = new Float64Array(m * m);
  for (let i = 0; i < m; i++) power[i * m + i] = 1;
  let square = matrix;
  let logPower = 0;
  let logSquare = 0;
  const scaled = (from: Float64Array): [Float64Array<ArrayBuffer>, number] => {
    const middle = Math.max(...from);
    return [from.map((value) => value / middle), Math.log(middle)];
  };
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      const [next, by] = scaled(product(power, square, m));
      [power, logPower] = [next, logPower + logSquare + by];
    }
    const [next, by] = scaled(product(square, square, m));
    [square, logSquare] = [next, 2 * logSquare + by];
  }
  let logarithm = logPower;
  for (let i = 1; i <= n; i++) logarithm += Math.log(i / n);
  return power[(k - 1) * m + k - 1] * Math.exp(logarithm);
}

/** The d that a sample of n exceeds with probability `level`. */
export function kolmogorovCritical(n: number, level: number): number {
  let [low, high] = [0.5 / n, 1];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (kolmogorovDistribution(n, middle) < 1 - level) low = middle;
    else high = middle;
  }
  return high;
}

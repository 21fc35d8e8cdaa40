/** Mean and sample standard deviation (n − 1) of the finite values, and how many they are; NaN where there are too few. */
export function statisticsOf(values: ArrayLike<number>): { count: number; mean: number; deviation: number } {
  const finite = Array.from(values).filter(Number.isFinite);
  const count = finite.length;
  const mean = finite.reduce((sum, value) => sum + value, 0) / count;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count,
    mean: count === 0 ? Number.NaN : mean,
    deviation: count < 2 ? Number.NaN : Math.sqrt(squares / (count - 1)),
  };
}

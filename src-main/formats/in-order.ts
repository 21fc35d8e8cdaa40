/**
 * The values of so many rows in an order (null: their own). The array itself where it holds just these in that order, so
 * that memory is not written to twice.
 */
export function inOrder<Values extends Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
  values: Values,
  count: number,
  order: Uint32Array | null,
): Values {
  if (order === null) return values.length === count ? values : (values.slice(0, count) as Values);
  const sorted = values.slice(0, count) as Values;
  for (let to = 0; to < count; to += 1) sorted[to] = values[order[to]];
  return sorted;
}

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

/**
 * Rows in ascending order of their ids (of 31 bits); null where they stand in it and none is repeated. By radix sort,
 * three passes of 11 bits: stable, so that of equal ids the earlier row comes first.
 */
export function ascendingOrder(ids: Int32Array, count: number): Uint32Array | null {
  let row = 1;
  while (row < count && ids[row] > ids[row - 1]) row += 1;
  if (row >= count) return null;

  let order = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) order[at] = at;
  let spare = new Uint32Array(count);
  for (const shift of [0, 11, 22]) {
    const places = new Uint32Array(2049);
    for (let at = 0; at < count; at += 1) places[((ids[at] >>> shift) & 2047) + 1] += 1;
    for (let digit = 0; digit < 2048; digit += 1) places[digit + 1] += places[digit];
    for (let at = 0; at < count; at += 1) {
      const digit = (ids[order[at]] >>> shift) & 2047;
      spare[places[digit]] = order[at];
      places[digit] += 1;
    }
    [order, spare] = [spare, order];
  }
  return order;
}

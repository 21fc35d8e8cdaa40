import { BadInput } from '../../text/bad-input.ts';

/** Index of an id in ascending ids, or −1. */
function indexOfId(ids: Int32Array, id: number) {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle] < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}

/**
 * Indices (rows) of particles named by their ids, in the order given; `ids` of the sample, ascending. Throws `BadInput`
 * naming an id that the sample does not have, or one that is named twice.
 */
export function pinnedIndices(ids: Int32Array, named: readonly number[]): number[] {
  const met = new Set<number>();
  return named.map((id) => {
    if (met.has(id)) throw new BadInput(`particle ${id} is named twice`, { field: 'pinned' });
    met.add(id);
    const index = indexOfId(ids, id);
    if (index < 0)
      throw new BadInput(`there is no particle ${id}; ids run from ${ids[0]} to ${ids[ids.length - 1]}`, {
        field: 'pinned',
      });
    return index;
  });
}

import { BadInput } from '../text/bad-input.ts';

/** Rows of the particles with these ids. */
export function indicesOf(ids: Int32Array, wanted: readonly number[]): number[] {
  const rows = new Map(Array.from(ids, (id, row) => [id, row]));
  return wanted.map((id) => {
    const row = rows.get(id);
    if (row === undefined) throw new BadInput(`there is no particle with the id ${id}`);
    return row;
  });
}

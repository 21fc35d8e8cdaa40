import { BadInput } from '../text/bad-input.ts';

/** So few are looked for one by one: a table of all rows takes longer. */
const FEW = 64;

/** Rows of the particles with these ids. */
export function indicesOf(ids: Int32Array, wanted: readonly number[]): number[] {
  const rows = new Map<number, number>();
  if (wanted.length > FEW) ids.forEach((id, row) => rows.set(id, row));
  return wanted.map((id) => {
    const row = wanted.length > FEW ? (rows.get(id) ?? -1) : ids.indexOf(id);
    if (row < 0) throw new BadInput(`there is no particle with the id ${id}`);
    return row;
  });
}

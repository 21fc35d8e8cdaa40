/**
 * Breaks items of these widths into rows no wider than `room`, with `gap` between neighbours; an item that is wider by
 * itself has a row of its own. Returns the indices of each row.
 */
export function rowsOf(widths: readonly number[], gap: number, room: number): number[][] {
  const rows: number[][] = [];
  let used = Infinity;
  widths.forEach((width, at) => {
    if (used + gap + width <= room) {
      used += gap + width;
      rows[rows.length - 1].push(at);
    } else {
      rows.push([at]);
      used = width;
    }
  });
  return rows;
}

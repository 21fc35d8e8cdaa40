/**
 * Breaks parts of these widths into rows no wider than `room`, with `gap` between neighbours; one that is wider by itself
 * has a row of its own.
 */
export function rowsOf<Part>(
  parts: readonly Part[],
  widthOf: (part: Part) => number,
  gap: number,
  room: number,
): Part[][] {
  const rows: Part[][] = [];
  let used = Infinity;
  for (const part of parts) {
    const width = widthOf(part);
    if (used + gap + width <= room) {
      used += gap + width;
      rows[rows.length - 1].push(part);
    } else {
      rows.push([part]);
      used = width;
    }
  }
  return rows;
}

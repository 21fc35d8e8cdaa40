import { type Cell, minimumImage, type Point, toFractional, widths } from './periodic.ts';

/** Width of a bin, σ: about a particle, so that nine bins hold every candidate. */
const BIN = 1.5;

function wrapUnit(f: number) {
  return f - Math.floor(f);
}

/** Finds the particle under a point of the periodic plane in constant time. `positions`: N × 2 values, in any image. */
export function pickingGrid(cell: Cell, positions: ArrayLike<number>) {
  const width = widths(cell);
  const columns = Math.max(1, Math.floor(width.x / BIN));
  const rows = Math.max(1, Math.floor(width.y / BIN));
  /** Particles of each bin. */
  const bins = Array.from({ length: columns * rows }, (): number[] => []);
  const pointOf = (i: number) => ({ x: positions[2 * i], y: positions[2 * i + 1] });

  /** Column and row of the bin that holds a point. */
  function place(point: Point) {
    const f = toFractional(cell, point);
    return {
      column: Math.min(columns - 1, Math.floor(wrapUnit(f.x) * columns)),
      row: Math.min(rows - 1, Math.floor(wrapUnit(f.y) * rows)),
    };
  }

  /** The particles of a bin; columns and rows may lie one beyond the cell. */
  const binAt = (column: number, row: number) => bins[((row + rows) % rows) * columns + ((column + columns) % columns)];

  for (let i = 0; i < positions.length / 2; i += 1) {
    const { column, row } = place(pointOf(i));
    binAt(column, row).push(i);
  }

  /** The particle whose centre is nearest to `point` and at most `reach` (σ, up to one bin) away; null for none. */
  function nearest(point: Point, reach: number): number | null {
    const { column, row } = place(point);
    let best: number | null = null;
    let bestDistance = reach;
    // A cell of one or two bins would visit the same bin twice: harmless.
    for (let r = row - 1; r <= row + 1; r += 1)
      for (let c = column - 1; c <= column + 1; c += 1)
        for (const i of binAt(c, r)) {
          const { x, y } = pointOf(i);
          const image = minimumImage(cell, { x: x - point.x, y: y - point.y });
          const distance = Math.hypot(image.x, image.y);
          if (distance <= bestDistance) {
            best = i;
            bestDistance = distance;
          }
        }
    return best;
  }
  return { nearest };
}

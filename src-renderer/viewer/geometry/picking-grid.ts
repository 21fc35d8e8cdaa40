import { type Cell, minimumImage, type Point, toFractional, widths } from './periodic.ts';

/** Width of a bin, σ: about a particle, so that nine bins hold every candidate. */
const BIN = 1.5;

function wrapUnit(f: number) {
  return f - Math.floor(f);
}

/** Finds the particle under a point of the periodic plane in constant time. */
export class PickingGrid {
  readonly #cell: Cell;
  readonly #positions: ArrayLike<number>;
  readonly #columns: number;
  readonly #rows: number;
  /** Particles of each bin. */
  readonly #bins: number[][];

  /** `positions` has N × 2 values, in any periodic image. */
  constructor(cell: Cell, positions: ArrayLike<number>) {
    this.#cell = cell;
    this.#positions = positions;
    const width = widths(cell);
    this.#columns = Math.max(1, Math.floor(width.x / BIN));
    this.#rows = Math.max(1, Math.floor(width.y / BIN));
    this.#bins = Array.from({ length: this.#columns * this.#rows }, () => []);
    for (let i = 0; i < positions.length / 2; i += 1) {
      const { column, row } = this.#place({ x: positions[2 * i], y: positions[2 * i + 1] });
      this.#bin(column, row).push(i);
    }
  }

  /** The particle whose centre is nearest to `point` and at most `reach` (σ, up to one bin) away; null for none. */
  nearest(point: Point, reach: number): number | null {
    const { column, row } = this.#place(point);
    let best: number | null = null;
    let bestDistance = reach;
    // A cell of one or two bins would visit the same bin twice: harmless.
    for (let r = row - 1; r <= row + 1; r += 1)
      for (let c = column - 1; c <= column + 1; c += 1)
        for (const i of this.#bin(c, r)) {
          const image = minimumImage(this.#cell, {
            x: this.#positions[2 * i] - point.x,
            y: this.#positions[2 * i + 1] - point.y,
          });
          const distance = Math.hypot(image.x, image.y);
          if (distance <= bestDistance) {
            best = i;
            bestDistance = distance;
          }
        }
    return best;
  }

  /** Column and row of the bin that holds a point. */
  #place(point: Point) {
    const f = toFractional(this.#cell, point);
    return {
      column: Math.min(this.#columns - 1, Math.floor(wrapUnit(f.x) * this.#columns)),
      row: Math.min(this.#rows - 1, Math.floor(wrapUnit(f.y) * this.#rows)),
    };
  }

  /** The particles of a bin; columns and rows may lie one beyond the cell. */
  #bin(column: number, row: number) {
    return this.#bins[((row + this.#rows) % this.#rows) * this.#columns + ((column + this.#columns) % this.#columns)];
  }
}

import { type Cell, minimumImage, type Point, toFractional, widths } from './periodic.ts';

/** Width of a bin, σ: about a particle, so that nine bins hold every candidate. */
const BIN = 1.5;

function wrapUnit(f: number): number {
  return f - Math.floor(f);
}

/** Finds the particle under a point of the periodic plane in constant time. */
export class PickingGrid {
  readonly #cell: Cell;
  readonly #positions: ArrayLike<number>;
  readonly #columns: number;
  readonly #rows: number;
  /** Bin b holds #order[#start[b]] … #order[#start[b + 1] − 1]. */
  readonly #start: Int32Array;
  readonly #order: Int32Array;

  /** `positions` has N × 2 values, in any periodic image. */
  constructor(cell: Cell, positions: ArrayLike<number>) {
    this.#cell = cell;
    this.#positions = positions;
    const width = widths(cell);
    this.#columns = Math.max(1, Math.floor(width.x / BIN));
    this.#rows = Math.max(1, Math.floor(width.y / BIN));
    const count = positions.length / 2;
    const bins = new Int32Array(count);
    this.#start = new Int32Array(this.#columns * this.#rows + 1);
    for (let i = 0; i < count; i += 1) {
      const { column, row } = this.#bin({ x: positions[2 * i], y: positions[2 * i + 1] });
      bins[i] = row * this.#columns + column;
      this.#start[bins[i] + 1] += 1;
    }
    for (let bin = 0; bin < this.#columns * this.#rows; bin += 1) this.#start[bin + 1] += this.#start[bin];
    const next = this.#start.slice();
    this.#order = new Int32Array(count);
    for (let i = 0; i < count; i += 1) this.#order[next[bins[i]]++] = i;
  }

  /** The particle whose centre is nearest to `point` and at most `reach` (σ, up to one bin) away; null for none. */
  nearest(point: Point, reach: number): number | null {
    const { column, row } = this.#bin(point);
    let best: number | null = null;
    let bestDistance = reach;
    // A cell of one or two bins would visit the same bin twice: harmless.
    for (let r = row - 1; r <= row + 1; r += 1)
      for (let c = column - 1; c <= column + 1; c += 1) {
        const bin = ((r + this.#rows) % this.#rows) * this.#columns + ((c + this.#columns) % this.#columns);
        for (let at = this.#start[bin]; at < this.#start[bin + 1]; at += 1) {
          const i = this.#order[at];
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
      }
    return best;
  }

  #bin(point: Point): { column: number; row: number } {
    const f = toFractional(this.#cell, point);
    return {
      column: Math.min(this.#columns - 1, Math.floor(wrapUnit(f.x) * this.#columns)),
      row: Math.min(this.#rows - 1, Math.floor(wrapUnit(f.y) * this.#rows)),
    };
  }
}

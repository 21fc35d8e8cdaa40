/** Rows beyond which a table is thinned: more than a plot has pixels. */
const MAX_ROWS = 2000;

/** Rows of numbers that come one by one; when they grow too many, every second one is dropped, and from then on left out. */
export class GrowingTable {
  #rows: number[][] = [];
  /** Of the rows that come, one in so many is kept. */
  #every = 1;
  #came = 0;
  /** The newest row where it is not one of those. */
  #last: number[] | null = null;

  push(row: number[]): void {
    const isStored = this.#came % this.#every === 0;
    this.#came += 1;
    this.#last = isStored ? null : row;
    if (!isStored) return;
    this.#rows.push(row);
    if (this.#rows.length <= MAX_ROWS) return;
    this.#rows = this.#rows.filter((_, at) => at % 2 === 0);
    this.#every *= 2;
  }

  /** One column, the newest row always the last. */
  column(at: number): Float64Array {
    const rows = this.#last === null ? this.#rows : [...this.#rows, this.#last];
    return Float64Array.from(rows, (row) => row[at]);
  }
}

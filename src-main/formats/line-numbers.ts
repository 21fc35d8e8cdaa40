/** In which line of a text each row stands. Rows in lines one after the other, as they mostly are, take no memory. */
export class LineNumbers {
  /** First rows of runs in which row and line go on together, ascending, and their lines. */
  readonly #rows: number[] = [];
  readonly #lines: number[] = [];

  /** Row `row`, which is after all others, stands in that line; so do those after it, one a line, until the next call. */
  put(row: number, line: number): void {
    const last = this.#rows.length - 1;
    if (last >= 0 && line - this.#lines[last] === row - this.#rows[last]) return;
    this.#rows.push(row);
    this.#lines.push(line);
  }

  /** The line of a row that was put. */
  of(row: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#rows[middle] <= row) low = middle;
      else high = middle;
    }
    return this.#lines[low] + row - this.#rows[low];
  }
}

/** What became of a sample. */
export type Settlement = 'qlm' | 'other' | 'failed';

/** Which indices of a job a run is about. */
export interface LedgerSpan {
  /** Index of the first sample. */
  first: number;
  /** How many there may be. */
  limit: number;
  /** The run ends with the index at which so many QLM samples are reached; null: with the last of the `limit`. */
  untilQlm: number | null;
}

/**
 * Which samples of a run are settled, which belong to it, and which is next. What belongs to a run up to n QLM samples
 * depends on the samples only and not on the order in which they are finished: an index belongs to it when fewer than
 * n QLM samples lie before it. While some of those before it are open that is certain only if it would hold with all of
 * them QLM; what is finished early beyond that has to wait.
 */
export class SampleLedger {
  readonly #span: LedgerSpan;
  readonly #settled = new Map<number, Settlement>();
  readonly #begun = new Set<number>();
  /** All indices below are settled, with so many QLM samples among them. */
  #front: number;
  #qlmBeforeFront = 0;
  #qlm = 0;
  #next: number;

  constructor(span: LedgerSpan) {
    this.#span = span;
    this.#front = span.first;
    this.#next = span.first;
  }

  get #last() {
    return this.#span.first + this.#span.limit;
  }

  /** Says what became of an index; twice is a fault of the caller. */
  settle(position: number, settlement: Settlement): void {
    if (this.#settled.has(position)) throw new Error(`sample at position ${position} is settled already`);
    this.#settled.set(position, settlement);
    if (settlement === 'qlm') this.#qlm += 1;
    const wanted = this.#span.untilQlm ?? Number.POSITIVE_INFINITY;
    while (this.#qlmBeforeFront < wanted) {
      const here = this.#settled.get(this.#front);
      if (here === undefined) break;
      if (here === 'qlm') this.#qlmBeforeFront += 1;
      this.#front += 1;
    }
  }

  /** Every index below belongs to the run, whatever the open ones come to. */
  get certainEnd(): number {
    if (this.#span.untilQlm === null) return this.#last;
    let possible = this.#qlmBeforeFront;
    let end = this.#front;
    for (; end < this.#last && possible < this.#span.untilQlm; end++) {
      const here = this.#settled.get(end);
      if (here === undefined || here === 'qlm') possible += 1;
    }
    return end;
  }

  /** True when all that belongs to the run is settled. */
  get isComplete(): boolean {
    return this.#front === this.certainEnd;
  }

  /** Settled ones that belong to the run for certain, and the QLM samples among them. */
  get kept(): { settled: number; qlm: number } {
    if (this.#span.untilQlm === null) return { settled: this.#settled.size, qlm: this.#qlm };
    const end = this.certainEnd;
    let settled = this.#front - this.#span.first;
    let qlm = this.#qlmBeforeFront;
    for (const [position, settlement] of this.#settled) {
      if (position < this.#front || position >= end) continue;
      settled += 1;
      if (settlement === 'qlm') qlm += 1;
    }
    return { settled, qlm };
  }

  /**
   * The lowest index that nobody has begun; null when there is none, or none within `ahead` of those that belong to the
   * run for certain.
   */
  begin(ahead: number): number | null {
    while (this.#settled.has(this.#next) || this.#begun.has(this.#next)) this.#next += 1;
    if (this.isComplete || this.#next >= Math.min(this.#last, this.certainEnd + ahead)) return null;
    this.#begun.add(this.#next);
    return this.#next;
  }
}

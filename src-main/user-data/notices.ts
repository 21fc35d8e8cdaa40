/** What the user has to be told once, by whichever window comes first: sentences that nobody asked for. */
export class Notices {
  #waiting: string[] = [];

  add(notice: string): void {
    this.#waiting.push(notice);
  }

  /** What waits, and nothing waits any more. */
  take(): string[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}

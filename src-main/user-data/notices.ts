/** What the user has to be told once, by whichever window comes first: sentences that nobody asked for. */
export class Notices {
  readonly #waiting: string[] = [];

  add(notice: string): void {
    this.#waiting.push(notice);
  }

  /** What waits, and nothing waits any more. */
  take(): string[] {
    return this.#waiting.splice(0);
  }
}

/**
 * Requests of which only the newest counts: a new one aborts the one before, whose answer never arrives, even where it
 * is on its way already.
 */
export class LatestRequest {
  #controller = new AbortController();

  /** Undefined where a later request, or `cancel`, has come before the answer. Rejects only if it is still the newest. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    this.cancel();
    const { signal } = this.#controller;
    try {
      const answer = await work(signal);
      return signal.aborted ? undefined : answer;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  cancel(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
  }
}

/**
 * Requests of which only the newest counts: a new one aborts the one before, whose answer never arrives, even where it
 * is on its way already.
 */
export class LatestRequest {
  #controller: AbortController | null = null;

  /** Whether an answer is awaited. */
  get pending(): boolean {
    return this.#controller !== null;
  }

  /** Undefined where a later request, or `cancel`, has come before the answer. Rejects only if it is still the newest. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    try {
      const answer = await work(controller.signal);
      return controller.signal.aborted ? undefined : answer;
    } catch (error) {
      if (controller.signal.aborted) return undefined;
      throw error;
    } finally {
      if (this.#controller === controller) this.#controller = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
    this.#controller = null;
  }
}

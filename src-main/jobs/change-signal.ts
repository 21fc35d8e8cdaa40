import { setTimeout as wait } from 'node:timers/promises';

/** A stream that has nothing to send sends an empty line this often, or a proxy in between would take it for dead. */
const SILENCE_MS = 15_000;

/** Wakes the streams that tell of something whenever there is more to tell. */
export class ChangeSignal {
  readonly #waiting = new Set<() => void>();

  /** There is something new: every stream that waits looks again. */
  wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /**
   * True when there may be something new or nobody waits any more, `signal` being aborted; false after a while without,
   * of `patienceMs`.
   */
  async next(signal: AbortSignal, patienceMs = SILENCE_MS): Promise<boolean> {
    const quiet = new AbortController();
    const both = AbortSignal.any([signal, quiet.signal]);
    const silence = wait(patienceMs, false, { signal: both, ref: false }).catch(() => true);
    let wake = (): void => undefined;
    const change = new Promise<boolean>((resolve) => {
      wake = () => resolve(true);
      this.#waiting.add(wake);
    });
    try {
      return await Promise.race([change, silence]);
    } finally {
      this.#waiting.delete(wake);
      quiet.abort();
    }
  }
}

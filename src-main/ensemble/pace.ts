/** Work below this, in samples, and time below this say too little about the time left. */
const ESTIMATE_FROM = { samples: 0.02, ms: 1000 };

/** How fast an ensemble is made: samples finished in this run and the parts of those in work, over the time. */
export class Pace {
  readonly #began: number;
  #finished = 0;
  /** Of samples in work: share at which this run found them, and share now. */
  readonly #inWork = new Map<number, { from: number; now: number }>();

  constructor(now: number = performance.now()) {
    this.#began = now;
  }

  /** A share never goes back. */
  progress(position: number, share: number): void {
    const known = this.#inWork.get(position);
    if (known === undefined) this.#inWork.set(position, { from: share, now: share });
    else known.now = Math.max(known.now, share);
  }

  /** A sample is done (or has failed). */
  finish(position: number): void {
    const { from } = this.#inWork.get(position) ?? { from: 0 };
    this.#inWork.delete(position);
    this.#finished += 1 - from;
  }

  /** A sample in work is given up. */
  drop(position: number): void {
    this.#inWork.delete(position);
  }

  /** Samples that the ones in work amount to. */
  get partial(): number {
    let sum = 0;
    for (const { now } of this.#inWork.values()) sum += now;
    return sum;
  }

  /** Seconds until `remaining` more samples are done, of which those in work are a part; null at the beginning. */
  secondsLeft(remaining: number, now: number = performance.now()): number | null {
    let made = this.#finished;
    for (const { from, now: share } of this.#inWork.values()) made += share - from;
    const elapsed = now - this.#began;
    if (made < ESTIMATE_FROM.samples || elapsed < ESTIMATE_FROM.ms) return null;
    return ((Math.max(0, remaining - this.partial) / made) * elapsed) / 1000;
  }
}

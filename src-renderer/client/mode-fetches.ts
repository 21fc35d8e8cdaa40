import type { SampleDetail } from '../../src-main/api/contract.ts';
import * as api from './api.ts';
import type { Arrays } from './safetensors.ts';
import type { Urgency } from './samples-ahead.ts';

/** Modes are kept in memory up to this size. */
const KEPT_BYTES = 192 * 2 ** 20;
/** Arrays of a mode: four vectors and five scalars of doubles. */
const BYTES_PER_PARTICLE = 13 * 8;

/** The arrays of modes that have been asked for; those used longest ago are forgotten. */
export class ModeFetches {
  readonly #fetched = new Map<string, Promise<Arrays>>();
  readonly #least: number;

  /** @param least modes that are kept whatever their size */
  constructor(least: number) {
    this.#least = least;
  }

  /** Arrays of a mode of a sample, asked for once; after a failure again. */
  fetch(project: string, detail: SampleDetail, mode: number, urgency: Urgency = 'now'): Promise<Arrays> {
    const key = `${project} ${detail.number} ${mode}`;
    const names = detail.arrays.filter(({ perMode }) => perMode).map(({ name }) => name);
    const fetched = this.#fetched.get(key) ?? api.modeArrays(project, detail.number, mode, names, urgency);
    // Last used last.
    this.#fetched.delete(key);
    this.#fetched.set(key, fetched);
    fetched.catch(() => this.#fetched.delete(key));
    const kept = Math.max(this.#least, Math.floor(KEPT_BYTES / (BYTES_PER_PARTICLE * detail.report.sample.n)));
    for (const oldest of this.#fetched.keys()) {
      if (this.#fetched.size <= kept) break;
      this.#fetched.delete(oldest);
    }
    return fetched;
  }

  /** Forgets all: other modes have the same numbers from here on. */
  clear(): void {
    this.#fetched.clear();
  }
}

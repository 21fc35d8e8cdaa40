import type { Job } from '../jobs/job-board.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { PendingWork } from '../project/pending.ts';

/**
 * How unfinished work of a kind is taken up again. The kind of pending work is what it was begun with (`startTracked`);
 * that of a job of the project that lacks samples is the `task` of its configuration, and its request is
 * { configuration, seed, samples }.
 */
export interface Resumption {
  /** Why it cannot be taken up, as half a sentence; null when it can. */
  problem: (work: PendingWork) => string | null;
  resume: (work: PendingWork, handle: ProjectHandle) => Promise<Job>;
  /** Removes what is kept of it outside the project. */
  forget: (work: PendingWork) => void;
}

/** Who takes up what. Filled by the routes that begin work of a kind. */
export class Resumptions {
  readonly #byKind = new Map<string, Resumption>();
  readonly #beginning = new Map<string, Promise<Job>>();

  /** Throws for a kind that somebody else takes up. */
  add(kind: string, resumption: Resumption): void {
    if (this.#byKind.has(kind)) throw new Error(`two resumptions of '${kind}'`);
    this.#byKind.set(kind, resumption);
  }

  /** Takes work up once, also when two windows ask for it while its file is still being read: both get the one job. */
  async once(id: string, resume: () => Promise<Job>): Promise<Job> {
    const known = this.#beginning.get(id);
    if (known !== undefined) return known;
    const begun = resume();
    this.#beginning.set(id, begun);
    try {
      return await begun;
    } finally {
      this.#beginning.delete(id);
    }
  }

  find(kind: string): Resumption | undefined {
    return this.#byKind.get(kind);
  }
}

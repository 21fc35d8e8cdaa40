import { setTimeout as wait } from 'node:timers/promises';
import { ChangeSignal } from '../jobs/change-signal.ts';

/** What of a project a window shows. */
export type Changed = 'project' | 'samples' | 'jobs';

/** What has changed since a revision. */
export interface RevisionChange extends Record<Changed, boolean> {
  revision: number;
}

/** Samples that are stored in quick succession are reported together. */
const GATHER_MS = 150;

/**
 * Counts what changes in an open project, so that every window that shows it knows when to look again. Revisions begin
 * at the time of opening in ms: those of an earlier run of Keycore are smaller, and everything counts as changed since.
 */
export class ProjectChanges {
  #revision = Date.now();
  readonly #last: Record<Changed, number> = {
    project: this.#revision,
    samples: this.#revision,
    jobs: this.#revision,
  };
  readonly #signal = new ChangeSignal();
  #ended = false;

  get revision(): number {
    return this.#revision;
  }

  mark(...changed: Changed[]): void {
    this.#revision += 1;
    for (const what of changed) this.#last[what] = this.#revision;
    this.#signal.wake();
  }

  /** Ends every stream: the project is being closed. */
  end(): void {
    this.#ended = true;
    this.#signal.wake();
  }

  #since(after: number) {
    const { project, samples, jobs } = this.#last;
    return { revision: this.#revision, project: project > after, samples: samples > after, jobs: jobs > after };
  }

  /**
   * What has changed after a revision, then what changes, until the signal or the end. Null stands for a while without
   * change. A slow reader gets fewer, each of which tells all that the ones left out would have.
   */
  async *after(after: number, signal: AbortSignal): AsyncGenerator<RevisionChange | null, void> {
    // A number from the future is from a clock that was set back: everything may have changed.
    let seen = after > this.#revision ? -1 : after;
    while (!signal.aborted && !this.#ended) {
      if (this.#revision > seen) {
        const change = this.#since(seen);
        seen = change.revision;
        yield change;
        await wait(GATHER_MS, undefined, { signal, ref: false }).catch(() => undefined);
      } else if (!(await this.#signal.next(signal))) yield null;
    }
  }
}

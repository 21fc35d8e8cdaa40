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
  /** Removes what is kept of it outside the project, if anything is. */
  forget?: (work: PendingWork) => void;
}

import type { Job, JobRequest } from '../jobs/job-board.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { PendingWork } from '../project/pending.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';

/** A job that outlives this run of Keycore: what is kept of it in its project, and its work. */
export interface TrackedWork extends Omit<PendingWork, 'begunAt'>, Pick<JobRequest, 'work'> {
  /** Called when it has come to its end, not when it was interrupted. */
  onEnd?: () => void;
}

/**
 * Starts a job that is noted in its project before it begins and until it has come to its end: done, failed, or
 * cancelled by the user. A crash, a kill or a quit leaves the note, from which `unfinished.ts` can take it up again.
 */
export async function startTracked(context: ApiContext, handle: ProjectHandle, tracked: TrackedWork): Promise<Job> {
  const { id, kind, title, request, work, onEnd } = tracked;
  // Not while the project is being saved elsewhere, or the copy would lack the note or keep it permanently.
  await handle.runExclusive(() => {
    // A file may have been read for long before this.
    if (context.projects.find(handle.id) !== handle)
      throw new ApiFailure('not-found', 'this project was closed meanwhile; open it again');
    handle.project.beginWork({ id, kind, title, request });
  });
  return context.jobs.start({
    id,
    project: handle.id,
    title,
    work,
    settled: async (interrupted) => {
      if (interrupted) return;
      await handle.runExclusive(() => handle.project.endWork(id));
      onEnd?.();
    },
  });
}

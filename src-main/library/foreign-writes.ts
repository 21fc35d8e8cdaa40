import type { ProjectMarks } from '../project/project-marks.ts';
import type { ProjectHandle } from './open-project-handle.ts';

/** A window notices within this time what another process has written; a look takes microseconds. */
const LOOK_MS = 1000;

/** What differs between two looks at a project. */
function markDifferences({ changes }: ProjectHandle, before: ProjectMarks, now: ProjectMarks) {
  if (now.samples !== before.samples || now.remarks !== before.remarks) changes.mark('samples');
  if (now.jobs !== before.jobs) changes.mark('jobs');
  if (now.writer !== before.writer) changes.mark('project');
}

/**
 * Watches a project that another process may write, until the signal: what it adds is marked among the changes. One that
 * we write ourselves needs no watching, since nobody else may. Throws what reading throws.
 */
export function watchForeignWrites(
  handle: ProjectHandle,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): void {
  if (handle.project.mode === 'write' || signal.aborted) return;
  let { project } = handle;
  let version = project.dataVersion();
  let marks = project.marks();
  const look = () => {
    // Saved elsewhere, or opened again for writing: `changes` has been notified.
    if (handle.project !== project) {
      ({ project } = handle);
      if (project.mode === 'write') {
        clearInterval(timer);
        return;
      }
    }
    const found = project.dataVersion();
    if (found === version) return;
    version = found;
    const now = project.marks();
    markDifferences(handle, marks, now);
    marks = now;
  };
  const timer = setInterval(() => {
    try {
      look();
    } catch (error) {
      clearInterval(timer);
      onError(error);
    }
  }, LOOK_MS).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

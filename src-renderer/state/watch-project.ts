import { jobs } from './jobs.svelte.ts';
import { type ChangeListener, followChanges } from '../client/project-changes.ts';
import { messages } from './messages.svelte.ts';
import { closedElsewhere, refreshProject, refreshSamples } from './open-project.ts';

/**
 * Shows the jobs of a project and keeps window and project alike, whatever changes it: another tab, a job, the command
 * line. Returns its own undoing.
 */
export function watchProject(project: string, revision: number): () => void {
  const stop = new AbortController();
  void jobs.show(project, (job) => void refreshSamples(job.samples.at(0)));
  const listener: ChangeListener = {
    heard: (change) => {
      if (change.project) void refreshProject();
      if (change.samples) void refreshSamples();
      if (change.jobs) void jobs.reload();
    },
    reached: (failure) => (messages.away = failure),
    refused: (failure) => {
      if (stop.signal.aborted) return;
      if (failure.status === 404) void closedElsewhere();
      else messages.report(failure);
    },
  };
  void followChanges(project, revision, listener, stop.signal);
  return () => {
    stop.abort();
    void jobs.show('');
  };
}

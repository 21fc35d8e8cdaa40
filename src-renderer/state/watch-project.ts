import * as api from '../client/api.ts';
import { becomesVisible, isLost, paused } from '../client/reconnecting.ts';
import { jobs } from './jobs.svelte.ts';
import { messages } from './messages.svelte.ts';
import { closedElsewhere, refreshProject, refreshSamples } from './open-project.ts';

/** How long a lost stream waits before it is taken up again, ms: at first, and at most. */
const PAUSE = 500;
const MAX_PAUSE = 10_000;

/**
 * Shows the jobs of a project and keeps window and project alike, whatever changes it: another tab, a job, the command
 * line. Returns its own undoing.
 */
export function watchProject(project: string, revision: number): () => void {
  const stop = new AbortController();
  void jobs.show(project, (job) => void refreshSamples(job.samples.at(0)));
  followChanges(project, revision, stop.signal).catch((error: unknown) => {
    if (!(error instanceof api.RequestFailure)) throw error;
    // The project is no longer open, or this page is no longer let in.
    if (stop.signal.aborted) return;
    if (error.status === 404) void closedElsewhere();
    else messages.report(error);
  });
  return () => {
    stop.abort();
    void jobs.show('');
  };
}

/**
 * Shows what changes in a project after revision `after` until `signal` aborts; throws why it is refused. A lost
 * connection is taken up again; a hidden page does not listen, for a browser has six connections to a host and all tabs
 * share them: it hears what it has missed when it is seen again.
 */
async function followChanges(project: string, after: number, signal: AbortSignal) {
  let revision = after;
  let pause = PAUSE;
  for (;;) {
    await becomesVisible(signal);
    if (signal.aborted) return;
    const hidden = new AbortController();
    const visible = AbortSignal.any([signal, hidden.signal]);
    document.addEventListener('visibilitychange', () => hidden.abort(), { signal: visible });
    try {
      const stream = await api.changes(project, revision, visible);
      messages.away = null;
      for await (const change of stream) {
        revision = change.revision;
        pause = PAUSE;
        if (change.project) void refreshProject();
        if (change.samples) void refreshSamples();
        if (change.jobs) void jobs.reload();
      }
    } catch (error) {
      if (!isLost(error)) throw error;
      if (error instanceof api.HostUnreachable && !visible.aborted) messages.away = error;
    } finally {
      hidden.abort();
    }
    await paused(pause, signal);
    pause = Math.min(MAX_PAUSE, 2 * pause);
  }
}

import type { ProjectChange } from '../../src-main/api/contract.ts';
import * as api from './api.ts';
import { becomesVisible, isLost, paused } from './reconnecting.ts';

/** How long a lost stream waits before it is taken up again, ms: at first, and at most. */
const PAUSE = 500;
const MAX_PAUSE = 10_000;

export interface ChangeListener {
  heard: (change: ProjectChange) => void;
  /** The host answers, or why it was not reached, when that has been tried. */
  reached: (failure: api.HostUnreachable | null) => void;
  /** The stream is refused: the project is no longer open, or this page is no longer let in. */
  refused: (failure: api.RequestFailure) => void;
}

/**
 * Listens to what changes in a project after revision `after` until `signal` aborts. A lost connection is taken up again;
 * a hidden page does not listen, for a browser has six connections to a host and all tabs share them: it hears what it
 * has missed when it is seen again.
 */
export async function followChanges(
  project: string,
  after: number,
  { heard, reached, refused }: ChangeListener,
  signal: AbortSignal,
): Promise<void> {
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
      reached(null);
      for await (const change of stream) {
        revision = change.revision;
        pause = PAUSE;
        heard(change);
      }
    } catch (error) {
      if (error instanceof api.RequestFailure) {
        refused(error);
        return;
      }
      if (!isLost(error)) throw error;
      if (error instanceof api.HostUnreachable && !visible.aborted) reached(error);
    } finally {
      hidden.abort();
    }
    await paused(pause, signal);
    pause = Math.min(MAX_PAUSE, 2 * pause);
  }
}

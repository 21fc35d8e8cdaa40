import type { ProjectChange } from '../../src-main/api/contract.ts';
import * as api from './api.ts';

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

function becomesVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', check);
      resolve();
    };
    document.addEventListener('visibilitychange', check);
    signal.addEventListener('abort', check);
    check();
  });
}

function paused(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Aborts with `signal`, and when the page is hidden. */
function whileVisible(signal: AbortSignal): { visible: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const end = () => {
    if (document.hidden || signal.aborted) controller.abort();
  };
  document.addEventListener('visibilitychange', end);
  signal.addEventListener('abort', end);
  const release = () => {
    document.removeEventListener('visibilitychange', end);
    signal.removeEventListener('abort', end);
  };
  return { visible: controller.signal, release };
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
    const { visible, release } = whileVisible(signal);
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
      // Cut off or not reached: the way may be free again later.
      if (!isLost(error)) throw error;
      if (error instanceof api.HostUnreachable && !visible.aborted) reached(error);
    } finally {
      release();
    }
    await paused(pause, signal);
    pause = Math.min(MAX_PAUSE, 2 * pause);
  }
}

/** The connection was not made, was cut, or was given up by us. */
export function isLost(error: unknown): boolean {
  return (
    error instanceof api.HostUnreachable ||
    error instanceof TypeError ||
    (error instanceof DOMException && error.name === 'AbortError')
  );
}

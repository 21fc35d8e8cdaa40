import { HostUnreachable } from './failures.ts';

/** The connection was not made, was cut, or was given up by us: the way may be free again later. */
export function isLost(error: unknown): boolean {
  return (
    error instanceof HostUnreachable ||
    error instanceof TypeError ||
    (error instanceof DOMException && error.name === 'AbortError')
  );
}

/** Waits for a time, or until `signal` aborts. */
export function paused(milliseconds: number, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', resolve, { once: true });
  });
}

/** Waits until somebody looks at the page, or `signal` aborts: a browser has few connections for all its tabs. */
export async function becomesVisible(signal: AbortSignal): Promise<void> {
  while (document.hidden && !signal.aborted)
    await new Promise((resolve) => {
      document.addEventListener('visibilitychange', resolve, { once: true, signal });
      signal.addEventListener('abort', resolve, { once: true });
    });
}

/** Nothing takes longer to stop; what does waits for something that never comes. */
const STOP_PATIENCE_MS = 30_000;
/** What a stopped command leaves behind (a socket that closes, a thread that ends) is over by then. */
const LEFT_OVER_MS = 2000;

let stoppedBy: NodeJS.Signals | null = null;

/**
 * Ends this process by a signal, as if nothing handled it. Unlike `process.exit` this does not wait for its threads, of
 * which one may be waiting for a file system that does not answer.
 */
export function dieBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** The user has asked to stop; a process that does not within half a minute is ended, after `last` was called. */
export function stopAsked(signal: NodeJS.Signals, last: () => void): void {
  stoppedBy = signal;
  setTimeout(() => {
    last();
    dieBy(signal);
  }, STOP_PATIENCE_MS).unref();
}

/**
 * The command is over. A process that was asked to stop ends even if something in it is stuck; otherwise it ends by
 * itself, with its exit code, before this timer runs.
 */
export function commandOver(): void {
  const signal = stoppedBy;
  if (signal !== null) setTimeout(() => dieBy(signal), LEFT_OVER_MS).unref();
}

import { dieBy, stopAsked } from './end-process.ts';

/** Where a command speaks, and how it learns that it is to stop. */
export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Everything else: progress, notes, errors. */
  err(text: string): void;
  /** Whether `err` is a screen, on which a line may be drawn over. */
  isScreen: boolean;
  /** Characters that a line of that screen holds now; where it cannot tell, 80 are taken. */
  columns?: () => number | undefined;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** After this, a second Ctrl-C is meant as one; before, it is the first one arriving twice (shell and wrapper). */
const IMPATIENT_AFTER_MS = 1000;

/**
 * The real terminal. The first SIGINT or SIGTERM asks the work to stop; a later one ends the process at once.
 * A reader of standard output that went away (`| head`) ends it quietly.
 */
export function processTerminal(): Terminal {
  const controller = new AbortController();
  let asked = 0;
  const stop = (signal: NodeJS.Signals): void => {
    if (asked !== 0 && Date.now() - asked > IMPATIENT_AFTER_MS) dieBy(signal);
    if (asked === 0) stopAsked(signal, () => process.stderr.write('keycore: it does not stop, and is ended\n'));
    asked ||= Date.now();
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isScreen: process.stderr.isTTY,
    columns: () => process.stderr.columns,
    signal: controller.signal,
  };
}

import { escapedLine, escapedLines } from '../../native-workers/text/escaped.ts';
import type { OutputStream } from '../output/output-stream.ts';
import { errorScreen, outputIsScreen, standardError, standardOutput } from '../output/standard-streams.ts';
import { dieBy, stopAsked } from './end-process.ts';

/**
 * Where a command speaks, and how it learns that it is to stop. Control characters in what it says are escaped, newlines
 * are its own: a piece that may hold one of a file goes through `escapedLine` first.
 */
export interface Terminal {
  /** Results. */
  out(text: string): void;
  /**
   * A result that is a file, as it is; resolves when all of it is taken, or its reader has gone away: then to false.
   * Missing where results go to a screen.
   */
  pipe?: ((chunks: Iterable<Uint8Array>) => Promise<boolean>) | undefined;
  /** Everything else: notes, errors. */
  err(text: string): void;
  /** Puts one line in place of the last, unfinished one of the screen; '' wipes it. Only where `isScreen`. */
  redraw(text: string): void;
  /** Whether `err` is a screen, on which a line may be drawn over. */
  isScreen: boolean;
  /** Characters that a line of that screen holds now; where it cannot tell, 80 are taken. */
  columns?: () => number | undefined;
  /** Aborted by Ctrl-C, and when the terminal is closed. */
  signal: AbortSignal;
  /** From now on the command goes on when the terminal is closed. */
  outlive?: () => void;
  /** Resolves when everything is written: with what has kept results from being written, or null. */
  settled?: () => Promise<Error | null>;
}

/** After this, a second Ctrl-C is meant as one; before, it is the first one arriving twice (shell and wrapper). */
const IMPATIENT_AFTER_MS = 1000;

/** One piece at a time: a file may be larger than memory. False once nobody reads it. */
async function pipeTo(out: OutputStream, chunks: Iterable<Uint8Array>, signal: AbortSignal) {
  for (const chunk of chunks) {
    if (signal.aborted || out.failure !== null) return true;
    out.write(chunk);
    await out.settled();
    if (out.isGone) return false;
  }
  return true;
}

/**
 * The real terminal. The first SIGINT, SIGTERM or SIGHUP (the terminal was closed) asks the work to stop; a later one
 * ends the process at once. Readers of either stream may go away (`| head`): the work goes on without them,
 * but for a file that is read by nobody.
 */
export function processTerminal(): Terminal {
  const controller = new AbortController();
  const [out, err] = [standardOutput(), standardError()];
  let asked = 0;
  let outlives = false;
  const stop = (signal: NodeJS.Signals) => {
    if (asked !== 0 && Date.now() - asked > IMPATIENT_AFTER_MS) dieBy(signal);
    if (asked === 0) stopAsked(signal, () => err.write('keycore: it does not stop, and is ended\n'));
    asked ||= Date.now();
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', (signal) => {
    if (!outlives) stop(signal);
  });
  return {
    ...errorScreen(),
    out: (text) => out.write(escapedLines(text)),
    err: (text) => err.write(escapedLines(text)),
    pipe: outputIsScreen() ? undefined : async (chunks) => pipeTo(out, chunks, controller.signal),
    // Carriage return, the text, then erase to the end of the line.
    redraw: (text) => err.write(`\r${escapedLine(text)}\u001b[K`),
    signal: controller.signal,
    // Node undoes what nohup does, so this cannot depend on it.
    outlive: () => (outlives = true),
    settled: async () => {
      await Promise.all([out.settled(), err.settled()]);
      return out.failure;
    },
  };
}

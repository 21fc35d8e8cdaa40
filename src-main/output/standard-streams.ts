import { logEntry } from '../../native-workers/text/escaped.ts';
import { OutputStream } from './output-stream.ts';

let out: OutputStream | undefined;
let err: OutputStream | undefined;

/** Standard output; nothing else in Keycore writes to it. */
export function standardOutput(): OutputStream {
  // eslint-disable-next-line no-restricted-properties -- the one place
  out ??= new OutputStream(process.stdout);
  return out;
}

/** Standard error; nothing else in Keycore writes to it. */
export function standardError(): OutputStream {
  // eslint-disable-next-line no-restricted-properties -- the one place
  err ??= new OutputStream(process.stderr);
  return err;
}

/** Whether standard error is a screen, and how many characters a line of it holds now. */
export function errorScreen(): { isScreen: boolean; columns: () => number | undefined } {
  // eslint-disable-next-line no-restricted-properties -- the one place
  const { stderr } = process;
  return { isScreen: stderr.isTTY, columns: () => stderr.columns };
}

/** Whether standard output is a screen. */
export function outputIsScreen(): boolean {
  // eslint-disable-next-line no-restricted-properties -- the one place
  return process.stdout.isTTY;
}

/** The log of a host that has no terminal of its own: an entry on standard error. */
export function logToStandardError(text: string): void {
  standardError().write(`${logEntry(text)}\n`);
}

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where everything that setup makes lies (with node_modules). */
export const BUILD = join(ROOT, 'build');

/** One line for the person who waits; standard output belongs to the command that follows. */
export function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

/** A trouble that the person can mend: printed without a stack trace. */
export class SetupError extends Error {}

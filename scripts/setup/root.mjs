import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where everything that setup makes lies (with node_modules). */
export const BUILD = join(ROOT, 'build');

/**
 * What the tools among the packages get as their environment: they keep compiled code for their next start, by default
 * under a fixed name in the shared temporary folder, where another user may have put code of their own.
 */
export function toolEnvironment() {
  return { ...process.env, NODE_COMPILE_CACHE: join(BUILD, 'compile-cache') };
}

/** One line for the user who waits; standard output belongs to the command that follows. */
export function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

/** An error that the user can fix: printed without a stack trace. */
export class SetupError extends Error {}

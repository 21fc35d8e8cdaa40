import { it } from 'vitest';

type Run = () => Promise<void>;

/**
 * How much a test does. `npm test` is for every change and takes minutes; `npm run test:long` sets KEYCORE_LONG and runs,
 * at length, every file that imports this one or is named `*.long.test.ts` (those only then).
 */
export const AT_LENGTH = process.env['KEYCORE_LONG'] !== undefined;

/** How many times something is done: in every run, or at length. */
export function times(every: number, atLength: number): number {
  return AT_LENGTH ? atLength : every;
}

/** The cases of a test: some in every run, the others at length. */
export function cases<Case>(every: readonly Case[], atLength: readonly Case[]): Case[] {
  return AT_LENGTH ? [...every, ...atLength] : [...every];
}

/** A test that is run at length only. */
export function itAtLength(title: string, run: Run): void;
export function itAtLength(title: string, options: { timeout: number }, run: Run): void;
export function itAtLength(title: string, ...given: [Run] | [{ timeout: number }, Run]): void {
  if (!AT_LENGTH) return;
  const [options, run] = given.length === 1 ? [{}, given[0]] : given;
  it(title, options, run);
}

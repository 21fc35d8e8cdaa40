/** What the process says when it ends. */
export const EXIT = {
  done: 0,
  /** A fault of ours, or the disk failed. */
  internal: 1,
  /** The message is on standard error; nothing was written. */
  badInput: 2,
  notConverged: 3,
  /** By Ctrl-C (128 + SIGINT). */
  cancelled: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The same in words, for the documentation. */
export const EXIT_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.done, 'done'],
  [EXIT.internal, 'internal error, or the disk failed'],
  [EXIT.badInput, 'bad input: the message says what and where; nothing was written'],
  [EXIT.notConverged, 'a calculation did not converge, or one of several failed'],
  [EXIT.cancelled, 'cancelled (Ctrl-C)'],
];

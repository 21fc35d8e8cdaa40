/** Runs an action when it has its turn; gives what that gives. */
export type TakeTurn = <T>(action: () => Promise<T> | T) => Promise<T>;

/** Lets so many actions run at a time, in the order in which they come; one that fails is its own caller's business. */
export function takingTurns(atOnce = 1): TakeTurn {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return async (action) => {
    free -= 1;
    // Also one that need not wait begins after what its caller does now.
    await (free < 0 ? new Promise<void>((begin) => waiting.push(begin)) : null);
    try {
      return await action();
    } finally {
      free += 1;
      waiting.shift()?.();
    }
  };
}

/**
 * Shared memory through which another thread watches and stops a kernel.
 * `[0]` ≠ 0 asks it to stop; `[1]` its stage (see `STAGES`), `[2]` and `[3]` done and total of that stage.
 */
export type Control = Int32Array;

/** Stage names by their number in `Control[1]`. */
export const STAGES = [
  '',
  'minimise',
  'factorise',
  'modes',
  'vibrability',
  'split',
  'newton',
  'dynamics',
  'pseudo-modes',
] as const;

/** Why a kernel ended; only `converged` results meet the tolerance that was asked for. */
export type Status = 'converged' | 'not-converged' | 'cancelled';

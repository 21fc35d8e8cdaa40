import { type Control, STAGES } from '../../addon.ts';

/**
 * How far a whole sample is, in two words beyond the kernels' four (for those who provide them): `[4]` the share done
 * when the present stretch of work began, `[5]` the share that this stretch is, both in millionths. Inside a stretch
 * of dynamics the kernel's own words say how much of it is done.
 */
const SHARE_WORD = 4;
const STRETCH_WORD = 5;
const MILLION = 1_000_000;

/** Words of a control that watches a whole sample. */
export const SAMPLE_CONTROL_WORDS = 6;

/** Says that the work from `begin` to `end` (0 … 1 of the sample) begins. */
export function enterStretch(control: Control | undefined, begin: number, end: number): void {
  if (control === undefined || control.length < SAMPLE_CONTROL_WORDS) return;
  // The kernel's count of the last stretch is full: without this the share would leap ahead and back.
  Atomics.store(control, STRETCH_WORD, 0);
  Atomics.store(control, 2, 0);
  Atomics.store(control, SHARE_WORD, Math.round(begin * MILLION));
  Atomics.store(control, STRETCH_WORD, Math.round((end - begin) * MILLION));
}

/** Share of the sample that is done, 0 … 1; null where the control has no words for it. */
export function sampleShare(control: Control): number | null {
  if (control.length < SAMPLE_CONTROL_WORDS) return null;
  const [stage, done, total] = [1, 2, 3].map((word) => Atomics.load(control, word));
  const inside = STAGES[stage] === 'dynamics' && total > 0 ? Math.min(1, done / total) : 0;
  return Math.min(1, (Atomics.load(control, SHARE_WORD) + inside * Atomics.load(control, STRETCH_WORD)) / MILLION);
}

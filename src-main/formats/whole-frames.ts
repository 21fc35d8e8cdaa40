import type { FrameRange } from './frame-choice.ts';
import type { Frame } from './frame.ts';
import { noneWhole, PassedOver, withNotes } from './passed-over.ts';
import { UnusableFrame } from './unusable-frame.ts';

function attempted(read: (frame: number) => Frame, frame: number) {
  try {
    return read(frame);
  } catch (error) {
    if (error instanceof UnusableFrame) return error;
    throw error;
  }
}

/** The last frame up to `last` that is neither cut nor empty; those behind it are named in its warnings. */
export function lastWhole(last: number, read: (frame: number) => Frame): Frame {
  const unusable: { frame: number; error: UnusableFrame }[] = [];
  for (let frame = last; frame >= 0; frame -= 1) {
    const outcome = attempted(read, frame);
    if (outcome instanceof UnusableFrame) {
      unusable.unshift({ frame, error: outcome });
      continue;
    }
    const after = new PassedOver();
    for (const each of unusable) after.add(each.frame, each.error);
    return withNotes(outcome, after.take());
  }
  throw noneWhole(unusable[0]);
}

/** The frames of a range that are neither cut nor empty; each names those passed over before it, the last those behind. */
export function* wholeFrames({ from, to, step }: FrameRange, read: (frame: number) => Frame): Generator<Frame, void> {
  const passedOver = new PassedOver();
  let held: Frame | null = null;
  try {
    for (let frame = from; frame < to; frame += step) {
      const outcome = attempted(read, frame);
      if (outcome instanceof UnusableFrame) {
        passedOver.add(frame, outcome);
        continue;
      }
      if (held !== null) yield held;
      held = withNotes(outcome, passedOver.take());
    }
  } catch (error) {
    // The frames before the one at fault are given all the same.
    if (held !== null) yield held;
    throw error;
  }
  if (held !== null) yield withNotes(held, passedOver.take());
  else if (passedOver.first !== null) throw noneWhole(passedOver.first);
}

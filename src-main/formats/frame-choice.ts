import { BadInput } from '../../native-workers/text/bad-input.ts';

/** Frames i, i + k, i + 2k, ... before j, as a slice of Python has them: `i:j` or `i:j:k`, each number may be missing. */
export type FrameSlice = `${string}:${string}`;

/** Which frames: one by its number from 0, the last, all in order, or a slice. Numbers are places in the file. */
export type FrameChoice = number | 'last' | 'all' | FrameSlice;

/** Numbers from `from` in steps, before `to`. */
export interface FrameRange {
  from: number;
  /** Infinity: to the end. */
  to: number;
  step: number;
}

const SLICE = /^(-?\d{1,15})?:(-?\d{1,15})?(?::([1-9]\d{0,14})?)?$/;

function boundsOf(slice: FrameSlice, file: string) {
  const match = SLICE.exec(slice);
  const [from, to, step] = [1, 2, 3].map((part) => match?.[part]);
  if (match === null)
    throw new BadInput(`'${slice}' is not a slice of frames; expected i:j or i:j:k with k above 0`, {
      file,
      field: 'frame',
    });
  return { from: Number(from ?? 0), to: to === undefined ? Infinity : Number(to), step: Number(step ?? 1) };
}

/** Whether a choice counts from the end of the file. */
export function countsFromEnd(choice: FrameChoice, file: string): boolean {
  if (typeof choice === 'number' || choice === 'last' || choice === 'all') return false;
  const { from, to } = boundsOf(choice, file);
  return from < 0 || to < 0;
}

/** The numbers that a slice, or `all`, stands for in a file of so many frames, null where that is not known. */
export function rangeOf(choice: FrameSlice | 'all', count: number | null, file: string): FrameRange {
  if (choice === 'all') return { from: 0, to: Infinity, step: 1 };
  const { from, to, step } = boundsOf(choice, file);
  const placed = (bound: number) => {
    if (bound >= 0) return bound;
    if (count === null) throw new Error('a slice that counts from the end needs the number of frames');
    return Math.max(0, count + bound);
  };
  return { from: placed(from), to: placed(to), step };
}

/** The frames of a file of so many, at least one. Throws `BadInput` where there is none. */
export function rangeWithin(choice: FrameChoice, count: number, file: string): FrameRange {
  if (count === 0) throw noFrames(file);
  const one = choice === 'last' ? count - 1 : choice;
  const { from, to, step } = typeof one === 'number' ? { from: one, to: one + 1, step: 1 } : rangeOf(one, count, file);
  if (from >= Math.min(to, count)) throw beyondEnd(choice, count, file);
  return { from, to: Math.min(to, count), step };
}

/** Throws `BadInput` for a number that no frame can have. */
export function checkFrameNumber(choice: FrameChoice, file: string): void {
  if (typeof choice === 'number' && !(Number.isSafeInteger(choice) && choice >= 0))
    throw new BadInput(`frame ${choice} does not exist; frames are numbered from 0`, { file });
}

export function noFrames(file: string): BadInput {
  return new BadInput('the file holds no frame', { file });
}

/** A choice that fits none of the frames of a file, of which there are `count`; null: as many as it takes. */
export function beyondEnd(choice: FrameChoice, count: number | null, file: string): BadInput {
  if (count === 0) return noFrames(file);
  if (count === null) return new BadInput(`the slice ${choice} names no frame`, { file, field: 'frame' });
  const wanted = typeof choice === 'number' ? `frame ${choice} does not exist` : `the slice ${choice} names no frame`;
  return new BadInput(`${wanted}; the file holds ${count === 1 ? 'one frame, number 0' : `frames 0 to ${count - 1}`}`, {
    file,
    field: 'frame',
  });
}

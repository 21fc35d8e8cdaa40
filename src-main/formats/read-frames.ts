import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { ByteLines } from './byte-lines.ts';
import { HEAD_BYTES, openText } from './byte-source.ts';
import type { Frame } from './frame.ts';
import { type FileBytes, keptBytes } from './bytes-at.ts';
import type { PlacedFrames, PlacedReader } from './placed-reader.ts';
import type { FormatReader, ReadContext } from './reader.ts';
import { isPlaced, readerFor } from './readers.ts';
import { beyondEnd, checkFrameNumber, countsFromEnd, type FrameChoice, noFrames, rangeOf } from './frame-choice.ts';
import { countTextFrames, textFrames } from './text-frames.ts';

export interface ReadOptions {
  /** Format id (see `READERS`); without it the content, then the name, decides. */
  format?: string | undefined;
  /** Box of the sample, for a file that states none (CSV, plain XYZ). */
  box?: Box | undefined;
  /** Take the box as periodic in x and y, whatever the file says of its boundaries. */
  periodic?: boolean | undefined;
  /** Atom style of LAMMPS data files ("charge", "hybrid sphere charge"); without it the file, or its rows, tell. */
  atomStyle?: string | undefined;
  /** All of them, if nothing is said. */
  frame?: FrameChoice;
}

/**
 * Frames of a file, one at a time: memory holds one frame, whatever the file's size. Frames that are not asked for
 * are passed over without reading their numbers. `name` stands for the file in results and errors; a function gives
 * the file as often as needed, which a choice that counts from the end asks for.
 * Throws `BadInput` with file, line and field for anything that cannot be used, a frame number beyond the end included.
 */
export async function* readFrames(
  file: FileBytes | (() => FileBytes),
  name: string,
  { format, box, periodic = false, atomStyle, frame: choice = 'all' }: ReadOptions = {},
): AsyncGenerator<Frame, void> {
  checkFrameNumber(choice, name);
  const bytes = typeof file === 'function' ? file() : file;
  const { head, rest, isCompressed } = await openText(bytes, name);
  const lines = new ByteLines(rest, name, 0, head);
  try {
    const reader = readerFor(head.subarray(0, HEAD_BYTES), name, format);
    if (isPlaced(reader)) {
      const whole = (isCompressed ? null : bytes.openAt?.()) ?? (await keptBytes(head, rest, name));
      try {
        yield* chosenPlacedFrames(reader, reader.open(whole, name), choice, name, box);
      } finally {
        whole.close();
      }
      return;
    }
    const given = { box, periodic, atomStyle };
    const count = countsFromEnd(choice, name) ? await countedFrames(reader, file, name, given) : null;
    yield* textFrames({ reader, lines, given }, choice, count);
  } finally {
    await lines.close();
  }
}

/** How many frames a text holds: it is gone through once before it is read. */
async function countedFrames(
  reader: FormatReader,
  file: FileBytes | (() => FileBytes),
  name: string,
  given: Omit<ReadContext, 'frameIndex'>,
) {
  if (typeof file !== 'function')
    throw new BadInput('the end is not known of what is read once; count its frames from the beginning', {
      file: name,
      field: 'frame',
    });
  const { head, rest } = await openText(file(), name);
  const lines = new ByteLines(rest, name, 0, head);
  try {
    return await countTextFrames({ reader, lines, given });
  } finally {
    await lines.close();
  }
}

/** Of a file whose frames are found by their number. */
function* chosenPlacedFrames(
  { id: format }: PlacedReader,
  frames: PlacedFrames,
  choice: FrameChoice,
  source: string,
  box: Box | undefined,
) {
  const { count } = frames;
  if (count === 0) throw noFrames(source);
  const one = choice === 'last' ? count - 1 : choice;
  const { from, to, step } =
    typeof one === 'number' ? { from: one, to: one + 1, step: 1 } : rangeOf(one, count, source);
  if (from >= Math.min(to, count)) throw beyondEnd(choice, count, source);
  for (let frameIndex = from; frameIndex < Math.min(to, count); frameIndex += step)
    yield { source, format, frameIndex, ...frames.read(frameIndex, box) };
}

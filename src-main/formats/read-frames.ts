import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { assembleFrame } from './assemble-frame.ts';
import { ByteLines } from './byte-lines.ts';
import { HEAD_BYTES, openText } from './byte-source.ts';
import { type FileBytes, keptBytes } from './bytes-at.ts';
import type { Frame } from './frame.ts';
import type { PlacedFrames, PlacedReader } from './placed-reader.ts';
import { checkFrameNumber, countsFromEnd, type FrameChoice, rangeWithin } from './frame-choice.ts';
import { lastWhole, wholeFrames } from './whole-frames.ts';
import { isPlaced, readerFor } from './readers.ts';
import type { FormatReader, FoundFrames, ReadContext } from './reader.ts';
import { countTextFrames, textFrames } from './text-frames.ts';
import { WholeText } from './whole-text.ts';

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

/** What becomes known of a file while it is read: its format before any frame, how many frames it has by the end. */
export type TellOfFile = (known: { format: string } | { frames: number }) => void;

/**
 * Frames of a file, one at a time: memory holds one frame, whatever the file's size. Frames that are not asked for
 * are passed over without reading their numbers. `name` stands for the file in results and errors; a function gives
 * the file as often as needed, which a choice that counts from the end asks for.
 * With `tell`, a text is gone through to its end, so that its frames are counted.
 * Throws `BadInput` with file, line and field for anything that cannot be used, a frame number beyond the end included.
 */
export async function* readFrames(
  file: FileBytes | (() => FileBytes),
  name: string,
  { format, box, periodic = false, atomStyle, frame: choice = 'all' }: ReadOptions = {},
  tell?: TellOfFile,
): AsyncGenerator<Frame, void> {
  checkFrameNumber(choice, name);
  const bytes = typeof file === 'function' ? file() : file;
  const { head, rest, isCompressed } = await openText(bytes, name);
  const lines = new ByteLines(rest, name, 0, head);
  const whole = async () => (isCompressed ? null : bytes.openAt?.()) ?? keptBytes(head, rest, name);
  const text = new WholeText(name, whole);
  try {
    const reader = readerFor(head.subarray(0, HEAD_BYTES), name, format);
    tell?.({ format: reader.id });
    if (isPlaced(reader)) {
      const placed = await whole();
      try {
        const frames = reader.open(placed, name);
        tell?.({ frames: frames.count });
        yield* chosenPlacedFrames(reader, frames, choice, name, box);
      } finally {
        placed.close();
      }
      return;
    }
    const given = { box, periodic, atomStyle };
    const found = await reader.findFrames?.(head, () => text.lines(), given);
    if (found !== undefined && found !== null) {
      tell?.({ frames: found.count });
      yield* foundFrames(reader, found, name, choice);
      return;
    }
    const count = countsFromEnd(choice, name) ? await countedFrames(reader, file, name, given) : null;
    yield* textFrames({ reader, lines, given }, choice, count, tell && ((frames) => tell({ frames })));
  } finally {
    await lines.close();
    await text.close();
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

/** Of a file whose frames are found by their number. Those that are cut or empty are passed over as `textFrames` does. */
function* chosenPlacedFrames(
  { id: format }: PlacedReader,
  frames: PlacedFrames,
  choice: FrameChoice,
  source: string,
  box: Box | undefined,
) {
  const read = (frameIndex: number): Frame => ({ source, format, frameIndex, ...frames.read(frameIndex, box) });
  const { from, to, step } = rangeWithin(choice, frames.count, source);
  if (choice === 'last') yield lastWhole(from, read);
  else if (typeof choice === 'number') yield read(choice);
  else yield* wholeFrames({ from, to, step }, read);
}

/** The frames chosen of those that were found. */
async function* foundFrames({ id }: FormatReader, found: FoundFrames, source: string, choice: FrameChoice) {
  const { from, to, step } = rangeWithin(choice, found.count, source);
  const isWanted = (index: number) => index >= from && index < to && (index - from) % step === 0;
  const last = from + Math.floor((to - 1 - from) / step) * step;
  for await (const [frameIndex, facts] of found.read(isWanted, last))
    yield { source, format: id, frameIndex, ...assembleFrame(facts) };
}

import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { assembleFrame } from './assemble-frame.ts';
import { ByteLines } from './byte-lines.ts';
import { HEAD_BYTES, openText } from './byte-source.ts';
import { type FileBytes, keptBytes } from './bytes-at.ts';
import type { Frame } from './frame.ts';
import type { PlacedFrames, PlacedReader } from './placed-reader.ts';
import { isPlaced, readerFor } from './readers.ts';
import type { FormatReader, FoundFrames, ReadContext } from './reader.ts';
import { WholeText } from './whole-text.ts';

/** Which frames: one by its number from 0, the last, or all in order. */
export type FrameChoice = number | 'last' | 'all';

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
 * are passed over without reading their numbers. `name` stands for the file in results and errors.
 * Throws `BadInput` with file, line and field for anything that cannot be used, a frame number beyond the end included.
 */
export async function* readFrames(
  bytes: FileBytes,
  name: string,
  { format, box, periodic = false, atomStyle, frame: choice = 'all' }: ReadOptions = {},
): AsyncGenerator<Frame, void> {
  if (typeof choice === 'number' && !(Number.isSafeInteger(choice) && choice >= 0))
    throw new BadInput(`frame ${choice} does not exist; frames are numbered from 0`, { file: name });
  const { head, rest, isCompressed } = await openText(bytes, name);
  const lines = new ByteLines(rest, name, 0, head);
  const whole = async () => (isCompressed ? null : bytes.openAt?.()) ?? keptBytes(head, rest, name);
  const text = new WholeText(name, whole);
  try {
    const reader = readerFor(head.subarray(0, HEAD_BYTES), name, format);
    if (isPlaced(reader)) {
      const placed = await whole();
      try {
        yield* chosenPlacedFrames(reader, reader.open(placed, name), choice, name, box);
      } finally {
        placed.close();
      }
      return;
    }
    const given = { box, periodic, atomStyle };
    const found = await reader.findFrames?.(head, () => text.lines(), given);
    if (found === undefined || found === null) yield* chosenFrames(reader, lines, choice, given);
    else yield* foundFrames(reader, found, name, choice);
  } finally {
    await lines.close();
    await text.close();
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
  if (typeof choice === 'number' && choice >= count) throw beyondEnd(choice, count, source);
  const [first, last] =
    choice === 'all' ? [0, count - 1] : choice === 'last' ? [count - 1, count - 1] : [choice, choice];
  for (let frameIndex = first; frameIndex <= last; frameIndex += 1)
    yield { source, format, frameIndex, ...frames.read(frameIndex, box) };
}

/** The frames chosen of those that were found. */
async function* foundFrames({ id }: FormatReader, found: FoundFrames, source: string, choice: FrameChoice) {
  const { count } = found;
  if (count === 0) throw noFrames(source);
  if (typeof choice === 'number' && choice >= count) throw beyondEnd(choice, count, source);
  const last = choice === 'all' || choice === 'last' ? count - 1 : choice;
  const isWanted = (index: number) => choice === 'all' || index === last;
  for await (const [frameIndex, facts] of found.read(isWanted, last))
    yield { source, format: id, frameIndex, ...assembleFrame(facts) };
}

async function* chosenFrames(
  reader: FormatReader,
  lines: ByteLines,
  choice: FrameChoice,
  given: Omit<ReadContext, 'frameIndex'>,
) {
  const { source } = lines;
  const read = async (from: ByteLines, frameIndex: number) => {
    const facts = await reader.readFrame(from, { frameIndex, ...given });
    return facts === null ? null : { source, format: reader.id, frameIndex, ...assembleFrame(facts) };
  };
  const skip = (frameIndex: number) => reader.skipFrame?.(lines, { frameIndex, ...given }) ?? lines.skipRest();

  if (choice === 'last' && reader.skipFrame !== undefined) {
    // Which frame is the last is known only at the end: the bytes of the latest one are kept, its numbers not read.
    let latest: ByteLines | null = null;
    let count = 0;
    for (;;) {
      lines.record();
      const linesBefore = lines.linesPassed();
      if (!(await skip(count))) break;
      latest = new ByteLines(lines.recorded(), source, linesBefore);
      count += 1;
    }
    if (latest === null) throw noFrames(source);
    const frame = await read(latest, count - 1);
    if (frame === null) throw new Error('a frame that was passed over can be read');
    yield frame;
    return;
  }

  const first = typeof choice === 'number' ? choice : 0;
  for (let index = 0; index < first; index += 1) if (!(await skip(index))) throw beyondEnd(first, index, source);
  for (let index = first; ; index += 1) {
    const frame = await read(lines, index);
    if (frame === null) {
      if (index === first) throw beyondEnd(first, index, source);
      return;
    }
    yield frame;
    if (choice !== 'all') return;
  }
}

function noFrames(source: string) {
  return new BadInput('the file holds no frame', { file: source });
}

function beyondEnd(choice: number, count: number, source: string) {
  if (count === 0) return noFrames(source);
  return new BadInput(
    `frame ${choice} does not exist; the file holds ${count === 1 ? 'one frame, number 0' : `frames 0 to ${count - 1}`}`,
    { file: source, field: 'frame' },
  );
}

import { assembleFrame } from './assemble-frame.ts';
import { ByteLines } from './byte-lines.ts';
import { beyondEnd, type FrameChoice, type FrameSlice, noFrames, sliceRange } from './frame-choice.ts';
import type { Frame } from './frame.ts';
import type { FormatReader, ReadContext } from './reader.ts';
import { noneWhole, PassedOver, withNotes } from './passed-over.ts';
import { UnusableFrame } from './unusable-frame.ts';

/** What the frames of a text are read by. */
export interface TextFrames {
  reader: FormatReader;
  lines: ByteLines;
  /** What the caller says of all frames. */
  given: Omit<ReadContext, 'frameIndex'>;
}

/** The outcome, or the error where a frame is cut or empty. */
async function attempted<Outcome>(outcome: Promise<Outcome>): Promise<Outcome | UnusableFrame> {
  try {
    return await outcome;
  } catch (error) {
    if (error instanceof UnusableFrame) return error;
    throw error;
  }
}

async function readFrom(lines: ByteLines, frameIndex: number, { reader, given }: TextFrames): Promise<Frame | null> {
  const facts = await reader.readFrame(lines, { frameIndex, ...given });
  return facts === null ? null : { source: lines.source, format: reader.id, frameIndex, ...assembleFrame(facts) };
}

/** Passes over a frame; false if there is none. */
function skipped(frameIndex: number, { reader, lines, given }: TextFrames): Promise<boolean> {
  return reader.skipFrame?.(lines, { frameIndex, ...given }) ?? lines.skipRest();
}

/** How many frames there are, cut and empty ones among them, where so many have been passed already. */
export async function countTextFrames(frames: TextFrames, passed = 0): Promise<number> {
  for (let count = passed; ; count += 1) if ((await attempted(skipped(count, frames))) === false) return count;
}

type OnCount = (frames: number) => void;

/** Goes on to the end of the text where somebody wants to know how many frames there are. */
async function countRest(passed: number, frames: TextFrames, onCount?: OnCount) {
  // A format of one frame a file may have more behind it.
  if (onCount !== undefined) onCount(frames.reader.skipFrame === undefined ? 1 : await countTextFrames(frames, passed));
}

/** Which frame is the last is known only at the end: the bytes of the latest whole one are kept, its numbers not read. */
async function lastFrame(frames: TextFrames, onCount?: OnCount): Promise<Frame> {
  const { lines } = frames;
  let latest: { lines: ByteLines; frameIndex: number } | null = null;
  let after = new PassedOver();
  for (let frameIndex = 0; ; frameIndex += 1) {
    lines.record();
    const linesBefore = lines.linesPassed();
    const outcome = await attempted(skipped(frameIndex, frames));
    if (outcome === false) {
      onCount?.(frameIndex);
      break;
    }
    if (outcome instanceof UnusableFrame) {
      after.add(frameIndex, outcome);
      continue;
    }
    latest = { lines: new ByteLines(lines.recorded(), lines.source, linesBefore), frameIndex };
    after = new PassedOver();
  }
  if (latest === null) throw after.first === null ? noFrames(lines.source) : noneWhole(after.first);
  const frame = await readFrom(latest.lines, latest.frameIndex, frames);
  if (frame === null) throw new Error('a frame that was passed over can be read');
  return withNotes(frame, after.take());
}

async function oneFrame(wanted: number, frames: TextFrames, onCount?: OnCount): Promise<Frame> {
  const { source } = frames.lines;
  for (let index = 0; index < wanted; index += 1)
    if ((await attempted(skipped(index, frames))) === false) throw beyondEnd(wanted, index, source);
  const frame = await readFrom(frames.lines, wanted, frames);
  if (frame === null) throw beyondEnd(wanted, wanted, source);
  await countRest(wanted + 1, frames, onCount);
  return frame;
}

/** Each frame is given once the one after it is known, so that what was passed over behind the last is said, too. */
async function* severalFrames(choice: FrameSlice | 'all', count: number | null, frames: TextFrames, onCount?: OnCount) {
  const { source } = frames.lines;
  const { from, to, step } = sliceRange(choice, count, source);
  const passedOver = new PassedOver();
  let held: Frame | null = null;
  let index = 0;
  let isAtEnd = false;
  try {
    for (; index < to; index += 1) {
      const isWanted = index >= from && (index - from) % step === 0;
      const outcome = await attempted<Frame | boolean | null>(
        isWanted ? readFrom(frames.lines, index, frames) : skipped(index, frames),
      );
      isAtEnd = outcome === null || outcome === false;
      if (outcome === null || outcome === false) break;
      if (!isWanted || outcome === true) continue;
      if (outcome instanceof UnusableFrame) passedOver.add(index, outcome);
      else {
        if (held !== null) yield held;
        held = withNotes(outcome, passedOver.take());
      }
    }
  } catch (error) {
    // The frames before the one at fault are given all the same.
    if (held !== null) yield held;
    throw error;
  }
  if (isAtEnd) onCount?.(index);
  else await countRest(index, frames, onCount);
  if (held !== null) yield withNotes(held, passedOver.take());
  else
    throw passedOver.first === null ? beyondEnd(choice, isAtEnd ? index : null, source) : noneWhole(passedOver.first);
}

/**
 * The frames that are asked for, one at a time. Those that are cut or empty keep their numbers: `last` and `all` and
 * slices pass over them and say so in the warnings of a frame beside them; asked for by number they are refused. `count`
 * is needed where the choice counts from the end. `onCount` is told how many frames there are before the last of them is
 * given; without it nothing is read behind what was asked for.
 */
export async function* textFrames(
  frames: TextFrames,
  choice: FrameChoice,
  count: number | null,
  onCount?: OnCount,
): AsyncGenerator<Frame, void> {
  if (typeof choice === 'number') yield await oneFrame(choice, frames, onCount);
  else if (choice !== 'last') yield* severalFrames(choice, count, frames, onCount);
  else if (frames.reader.skipFrame === undefined) yield await oneFrame(0, frames, onCount);
  else yield await lastFrame(frames, onCount);
}

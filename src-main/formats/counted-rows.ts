import type { ByteLines } from './byte-lines.ts';
import { type ReadContext, warningsOfEnd } from './reader.ts';

/** How a format that states the number of rows before them speaks of it. */
export interface RowWords {
  /** "particles" */
  things: string;
  /** Where the number stands, for messages. */
  field: string;
  /** Whether a line is the first of another frame. */
  beginsFrame: (line: string) => boolean;
}

/**
 * Passes over the rows of one frame of such a format: as many lines as stated, no fewer and no more, after which comes
 * another frame, or nothing. Calls `take` with each row as the current line; `lastIsCut` tells afterwards whether the
 * last one lacks its end. Gives what is to be said of the text's end.
 */
export async function passRows(
  lines: ByteLines,
  { frameIndex }: ReadContext,
  { things, field, beginsFrame }: RowWords,
  count: number,
  take?: () => void,
  lastIsCut?: () => boolean,
): Promise<string[]> {
  const there = await lines.skip(count, take);
  const whole = there === count && lastIsCut?.() === true ? count - 1 : there;
  if (whole < count)
    throw lines.refusal(
      `frame ${frameIndex} states ${count} ${things}, the file ends after ${whole} of them; ` +
        `it is cut off${completeFrames(frameIndex)}`,
      field,
    );
  const warnings = warningsOfEnd(lines);
  if (await lines.advanceToText()) {
    if (!beginsFrame(lines.text().trim()))
      throw lines.refusal(`the frame states ${count} ${things}, but more rows follow`, field);
    lines.unread();
  }
  return warnings;
}

/** What of a file that ends early can be read. */
function completeFrames(frameIndex: number) {
  if (frameIndex === 0) return '';
  return frameIndex === 1
    ? '; frame 0 before it is complete'
    : `; frames 0 to ${frameIndex - 1} before it are complete`;
}

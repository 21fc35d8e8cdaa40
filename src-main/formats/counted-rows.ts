import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { ByteLines } from './byte-lines.ts';
import { Fields } from './fields.ts';
import { type ReadContext, warningsOfEnd } from './reader.ts';
import { cutFrame, type UnusableFrame } from './unusable-frame.ts';

/** How a format that states the number of rows before them speaks of it, and how its next frame is recognised. */
export interface RowWords {
  /** "particles" */
  things: string;
  /** Where the number stands, for messages. */
  field: string;
  /** Whether bytes[start, end), a line, may be anything but a row; asked of every row, so that it has to be quick. */
  isOdd: (bytes: Buffer, start: number, end: number) => boolean;
  /** Where in a line another frame begins, which may be behind a row that was cut off; −1 if it is a row. */
  frameAt: (line: string) => number;
  /** Whether the line after it allows that, null at the end of the text; missing: it always does. */
  confirms?: (following: string | null) => boolean;
  /** Whether a line is of a frame whose beginning was lost. */
  isOfLostFrame?: (line: string) => boolean;
}

/** The rows of a frame that is read or passed over. */
export interface CountedRows {
  words: RowWords;
  context: Pick<ReadContext, 'frameIndex'>;
  /** Line in which the frame begins. */
  firstLine: number;
  /** How many rows are stated. */
  count: number;
  /** Takes a row, the current line. */
  take?: () => void;
  /** Takes rows ahead, or passes over them, at most so many, and tells how many. */
  takeAhead?: (most: number) => number;
}

/** How the last rows end. */
class RowEnds {
  readonly #lines: ByteLines;
  readonly #fields = new Fields();
  /** Of the row before and the last one. */
  #width = 0;
  #blank = false;
  #blankBefore = false;
  #isShort = false;

  constructor(lines: ByteLines) {
    this.#lines = lines;
  }

  look(): void {
    const { buffer, start, end } = this.#lines;
    this.#fields.splitBlanks(buffer, start, end);
    const { count, ends } = this.#fields;
    this.#isShort = count < this.#width;
    this.#width = count;
    this.#blankBefore = this.#blank;
    this.#blank = count > 0 && end > ends[count - 1];
  }

  /**
   * Whether the last row lacks its end, which the row before tells: it has more fields; or it ends with a blank, as all
   * rows of older LAMMPS do, and the last one neither with a blank nor with a line end: a number has lost digits.
   */
  get isCut(): boolean {
    return this.#isShort || (!this.#lines.terminated && this.#blankBefore && !this.#blank);
  }
}

/** Where the current line begins another frame, in bytes from its start; −1 if it does not. */
async function frameBegins(lines: ByteLines, { frameAt, confirms }: RowWords) {
  const text = lines.text();
  const at = frameAt(text);
  if (at < 0 || (confirms !== undefined && !confirms(await lines.peek()))) return -1;
  return Buffer.byteLength(text.slice(0, at));
}

/** Whether another frame follows the current line, or nothing. */
async function isFollowedByFrame(lines: ByteLines, { frameAt }: RowWords) {
  const following = await lines.peek();
  return following === null || frameAt(following) === 0;
}

/** Leaves the beginning of the next frame as the next line, where there is one. */
async function resynchronise(lines: ByteLines, words: RowWords) {
  while (await lines.advance()) {
    const { buffer, start, end } = lines;
    const at = words.isOdd(buffer, start, end) ? await frameBegins(lines, words) : -1;
    if (at < 0) continue;
    lines.unread(at);
    return;
  }
}

/**
 * Passes over the rows of one frame of such a format: as many lines as stated, no fewer and no more, after which comes
 * another frame, or nothing. Gives what is to be said of the text's end. Throws `UnusableFrame` for rows that end
 * early, with the next frame as the next line, and `BadInput` for one that cannot be used and for more than stated.
 */
export async function passRows(lines: ByteLines, counted: CountedRows): Promise<string[]> {
  const { words, context, firstLine, count, take, takeAhead } = counted;
  const ends = new RowEnds(lines);
  const cut = (rows: number, line = lines.number): UnusableFrame =>
    cutFrame(
      context.frameIndex,
      firstLine,
      `states ${count} ${words.things}; it breaks off in line ${line}, after ${rows} of them`,
      { file: lines.source, line, field: words.field },
    );

  for (let row = 0; row < count; row += 1) {
    // How the last two end is looked at.
    if (row < count - 2) row += takeAhead?.(count - 2 - row) ?? 0;
    if (!lines.next() && !(await lines.advance())) throw cut(row);
    if (words.isOdd(lines.buffer, lines.start, lines.end)) {
      const at = await frameBegins(lines, words);
      if (at >= 0) {
        lines.unread(at);
        throw cut(row, at > 0 ? lines.number : lines.number - 1);
      }
      if (words.isOfLostFrame?.(lines.text()) === true) {
        const line = lines.number - 1;
        await resynchronise(lines, words);
        throw cut(row, line);
      }
    }
    if (row >= count - 2) ends.look();
    try {
      take?.();
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      // A row that cannot be used is one that was cut off if the frame ends with it before its time.
      const isLast = row === count - 1 && !ends.isCut;
      throw !isLast && (await isFollowedByFrame(lines, words)) ? cut(row) : error;
    }
  }
  if (ends.isCut && (await isFollowedByFrame(lines, words))) throw cut(count - 1);

  const warnings = warningsOfEnd(lines);
  if (await lines.advanceToText()) {
    if (words.frameAt(lines.text()) !== 0)
      throw lines.refusal(`the frame states ${count} ${words.things}, but more rows follow`, words.field);
    lines.unread();
  }
  return warnings;
}

import type { BadInput } from '../../native-workers/text/bad-input.ts';
import type { ByteLines } from './byte-lines.ts';
import type { ReadContext } from './reader.ts';

/** How a format that states the number of rows before them speaks of it. */
export interface RowWords {
  /** "particles" */
  things: string;
  /** Where the number stands, for messages. */
  field: string;
  /** Whether a line is the first of another frame. */
  beginsFrame: (line: string) => boolean;
}

/** The rows of one frame of such a format: as many lines as stated, no fewer and no more. */
export class CountedRows {
  readonly #lines: ByteLines;
  readonly #context: ReadContext;
  readonly #words: RowWords;
  readonly #count: number;

  constructor(lines: ByteLines, context: ReadContext, words: RowWords, count: number) {
    this.#lines = lines;
    this.#context = context;
    this.#words = words;
    this.#count = count;
  }

  /** What is wrong with a file of which only so many rows are whole. */
  cutOff(whole: number): BadInput {
    const { frameIndex } = this.#context;
    const { things, field } = this.#words;
    return this.#lines.refusal(
      `frame ${frameIndex} states ${this.#count} ${things}, the file ends after ${whole} of them; ` +
        `it is cut off${completeFrames(frameIndex)}`,
      field,
    );
  }

  /** Calls `take` with each row as the current line. */
  async each(take?: () => void): Promise<void> {
    const rows = await this.#lines.skip(this.#count, take);
    if (rows < this.#count) throw this.cutOff(rows);
  }

  /** Passes over the rows and what `end` looks at. */
  async skip(): Promise<void> {
    await this.each();
    await this.end();
  }

  /** After the rows comes another frame, or nothing. */
  async end(): Promise<void> {
    if (!(await this.#lines.advanceToText())) return;
    const { things, field, beginsFrame } = this.#words;
    if (!beginsFrame(this.#lines.text().trim()))
      throw this.#lines.refusal(`the frame states ${this.#count} ${things}, but more rows follow`, field);
    this.#lines.unread();
  }
}

/** What of a file that ends early can be read. */
function completeFrames(frameIndex: number) {
  if (frameIndex === 0) return '';
  return frameIndex === 1
    ? '; frame 0 before it is complete'
    : `; frames 0 to ${frameIndex - 1} before it are complete`;
}

import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { ByteLines } from './byte-lines.ts';
import { completeFrames, type ReadContext } from './reader.ts';

/** How a format that states the number of rows before them speaks of it. */
export interface RowCount {
  count: number;
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
  readonly #stated: RowCount;

  constructor(lines: ByteLines, context: ReadContext, stated: RowCount) {
    this.#lines = lines;
    this.#context = context;
    this.#stated = stated;
  }

  #place(): { file: string; line: number; field: string } {
    return { file: this.#context.source, line: this.#lines.number, field: this.#stated.field };
  }

  /** What is wrong with a file of which only so many rows are whole. */
  cutOff(whole: number): BadInput {
    const { frameIndex } = this.#context;
    const { count, things } = this.#stated;
    return new BadInput(
      `frame ${frameIndex} states ${count} ${things}, the file ends after ${whole} of them; ` +
        `it is cut off${completeFrames(frameIndex)}`,
      this.#place(),
    );
  }

  /** Calls `take` with each row as the current line. */
  async each(take: () => void): Promise<void> {
    for (let read = 0; read < this.#stated.count;) {
      if (this.#lines.next()) {
        take();
        read += 1;
      } else if (!(await this.#lines.fill())) throw this.cutOff(read);
    }
  }

  /** Passes over the rows and what `end` looks at. */
  async skip(): Promise<void> {
    const skipped = await this.#lines.skip(this.#stated.count);
    if (skipped < this.#stated.count) throw this.cutOff(skipped);
    await this.end();
  }

  /** After the rows comes another frame, or nothing. */
  async end(): Promise<void> {
    if (!(await this.#lines.advanceToText())) return;
    const { count, things, beginsFrame } = this.#stated;
    if (!beginsFrame(this.#lines.text().trim()))
      throw new BadInput(`the frame states ${count} ${things}, but more rows follow`, this.#place());
    this.#lines.unread();
  }
}

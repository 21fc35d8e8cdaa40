import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
/** No text format of ours comes near this; a binary file without line ends does. */
const LONGEST_LINE_BYTES = 1 << 20;
/** A frame of ten million particles as LAMMPS writes it has a third of this. */
const MAX_RECORDED_BYTES = 2 ** 31;
const EMPTY = Buffer.alloc(0);

/**
 * The lines of a text that arrives in chunks, as byte ranges of `buffer`: no string is made of a line that nobody
 * asks for. `\n` and `\r\n` end a line; the last one may lack its end.
 *
 * `next` serves from what is in memory and is synchronous; when it runs dry, `await advance()` brings more:
 *
 *     while (lines.next() || (await lines.advance())) take(lines);
 */
export class ByteLines {
  /** Holds the current line in [start, end), without its end of line. */
  buffer: Buffer;
  start = 0;
  end = 0;
  /** Number of the current line, from 1; 0 before the first. */
  number: number;
  /** False for a last line without end of line. */
  terminated = true;

  /** What the text is called in errors. */
  readonly source: string;

  readonly #chunks: AsyncIterator<Uint8Array, unknown> | Iterator<Uint8Array, unknown>;
  /** Where lines are kept that nobody has recorded. */
  #memory = EMPTY;
  #from = 0;
  #ended = false;
  #repeat = false;
  #recorded: Buffer[] | null = null;
  #recordedBytes = 0;
  #recordFrom = 0;

  /** `linesBefore` is how many lines of the text came before these chunks, `head` what stands above all of them. */
  constructor(
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    source: string,
    linesBefore = 0,
    head: Buffer = EMPTY,
  ) {
    this.buffer = head;
    this.source = source;
    this.#chunks = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
    this.number = linesBefore;
  }

  /** Moves to the next line if it lies in memory; false: `advance` instead. */
  next(): boolean {
    if (this.#repeat) {
      this.#repeat = false;
      return true;
    }
    const newline = this.buffer.indexOf(NEWLINE, this.#from);
    if (newline < 0) {
      if (!this.#ended || this.#from >= this.buffer.length) return false;
      this.#take(this.buffer.length, this.buffer.length);
      this.terminated = false;
      return true;
    }
    this.#take(newline, newline + 1);
    return true;
  }

  #take(end: number, from: number) {
    this.start = this.#from;
    this.end = end > this.start && this.buffer[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    this.#from = from;
    this.number += 1;
    if (end - this.start > LONGEST_LINE_BYTES) this.#refuseLength();
  }

  /**
   * Brings in at least one more line; false when the text has ended. Only where no whole line lies in memory after the
   * current one. What lies before `keep` is dropped.
   */
  async #fill(keep = this.#from) {
    if (this.#ended) return false;
    this.#keepRecord(keep);
    const rest = this.buffer.subarray(keep);
    const pieces: Uint8Array[] = [];
    let length = rest.length;
    for (;;) {
      const piece = await this.#chunks.next();
      if (piece.done === true) {
        this.#ended = true;
        break;
      }
      pieces.push(piece.value);
      length += piece.value.length;
      if (piece.value.includes(NEWLINE)) break;
      if (length > LONGEST_LINE_BYTES) this.#refuseLength(1);
    }
    this.buffer = this.#joined(rest, pieces, length);
    this.#from -= keep;
    this.start = Math.max(0, this.start - keep);
    this.end = Math.max(0, this.end - keep);
    return length > 0;
  }

  /** What is left of the text in memory, and more: in the same memory as before where it fits and nobody keeps it. */
  #joined(rest: Buffer, pieces: readonly Uint8Array[], length: number) {
    if (this.#recorded !== null) {
      this.#memory = EMPTY;
      return Buffer.concat([rest, ...pieces], length);
    }
    // More than once the same memory: pages that were never written to are slow.
    if (this.#memory.length < length) {
      const larger = Buffer.allocUnsafeSlow(2 * length);
      rest.copy(larger);
      this.#memory = larger;
    } else this.#memory.set(rest);
    let at = rest.length;
    for (const piece of pieces) {
      this.#memory.set(piece, at);
      at += piece.length;
    }
    return this.#memory.subarray(0, length);
  }

  #refuseLength(ahead = 0): never {
    throw new BadInput(`a line is longer than ${LONGEST_LINE_BYTES} bytes: this is not a text file of particles`, {
      file: this.source,
      line: this.number + ahead,
    });
  }

  /** Where the current line stands, and a field of it, for messages. */
  place(field?: string): InputPlace {
    const place = { file: this.source, line: this.number };
    return field === undefined ? place : { ...place, field };
  }

  /** What is wrong with the current line, or with a field of it. */
  refusal(message: string, field?: string): BadInput {
    return new BadInput(message, this.place(field));
  }

  /** `next`, reading on when needed; false at the end of the text. For headers, not for millions of rows. */
  async advance(): Promise<boolean> {
    return this.next() || ((await this.#fill()) && this.next());
  }

  /** Moves to the next line that is not blank; false at the end of the text. */
  async advanceToText(): Promise<boolean> {
    while (await this.advance()) if (!this.isBlank()) return true;
    return false;
  }

  /** The next `next` gives the current line once more, or what it holds from so many bytes on. */
  unread(from = 0): void {
    this.start += from;
    this.#repeat = true;
  }

  /** The text of the line after the current one, which stays where it is; null at the end. Not for millions of rows. */
  async peek(): Promise<string | null> {
    if (this.#repeat) return this.text();
    let newline = this.buffer.indexOf(NEWLINE, this.#from);
    if (newline < 0 && (await this.#fill(this.start))) newline = this.buffer.indexOf(NEWLINE, this.#from);
    if (newline < 0 && this.#from >= this.buffer.length) return null;
    return this.buffer.toString('utf8', this.#from, newline < 0 ? this.buffer.length : newline).replace(/\r$/, '');
  }

  /** Passes over lines, each shown to `take`; returns how many there were, at most `count`. */
  async skip(count: number, take?: () => void): Promise<number> {
    for (let skipped = 0; skipped < count; skipped += 1) {
      if (!this.next() && !(await this.advance())) return skipped;
      take?.();
    }
    return count;
  }

  /** Passes over all that is left; false if that is blank. */
  async skipRest(): Promise<boolean> {
    if (!(await this.advanceToText())) return false;
    while (await this.advance());
    return true;
  }

  /** How many lines lie behind; an unread one does not. */
  linesPassed(): number {
    return this.#repeat ? this.number - 1 : this.number;
  }

  /** Where the next line begins in `buffer`. */
  get ahead(): number {
    return this.#repeat ? this.start : this.#from;
  }

  /** The number of the next line. */
  get nextNumber(): number {
    return this.#repeat ? this.number : this.number + 1;
  }

  /** Whether a whole line lies in memory ahead. */
  get hasLineAhead(): boolean {
    return this.buffer.includes(NEWLINE, this.ahead);
  }

  /** Where so many whole lines ahead, which lie in memory, end in `buffer`. */
  endAhead(count: number): number {
    let end = this.ahead;
    for (let line = 0; line < count; line += 1) end = this.buffer.indexOf(NEWLINE, end) + 1;
    return end;
  }

  /** Passes over `count` > 0 whole lines ahead, which somebody has read from `buffer`; the last of them ends at `end`. */
  passTo(end: number, count: number): void {
    this.number = this.nextNumber + count - 1;
    this.#repeat = false;
    this.start = end - 1;
    this.end = end - 1;
    this.#from = end;
  }

  isBlank(): boolean {
    for (let at = this.start; at < this.end; at += 1) if (this.buffer[at] > 32) return false;
    return true;
  }

  /** The current line as text (UTF-8). */
  text(): string {
    return this.buffer.toString('utf8', this.start, this.end);
  }

  /** Starts keeping the bytes of the lines that follow (from an unread line on), dropping what was kept before. */
  record(): void {
    this.#recorded = [];
    this.#recordedBytes = 0;
    this.#recordFrom = this.#repeat ? this.start : this.#from;
  }

  #keepRecord(until: number) {
    if (this.#recorded === null) return;
    if (until > this.#recordFrom) {
      this.#recorded.push(this.buffer.subarray(this.#recordFrom, until));
      this.#recordedBytes += until - this.#recordFrom;
    }
    this.#recordFrom = Math.max(0, this.#recordFrom - until);
    if (this.#recordedBytes > MAX_RECORDED_BYTES)
      throw this.refusal(`a frame takes more than ${MAX_RECORDED_BYTES} bytes; write it with fewer columns or digits`);
  }

  /** The bytes of all lines passed since `record`; an unread line is not among them. */
  recorded(): Buffer[] {
    if (this.#recorded === null) throw new Error('nothing is being recorded');
    const until = this.#repeat ? this.start : this.#from;
    return [...this.#recorded, this.buffer.subarray(this.#recordFrom, until)];
  }

  /** Tells the chunks' owner that no more are wanted (closes files). */
  async close(): Promise<void> {
    this.#ended = true;
    await this.#chunks.return?.();
  }
}

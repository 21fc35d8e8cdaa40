import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { LONGEST_NUMBER, notNumber, numberFromText, parseCount, parseNumber } from './text-number.ts';

const SPACE = 32;
const QUOTE = 34;

/** More columns than any per-particle file has. */
export const MAX_COLUMNS = 1000;

/** Longest name of a column, and longest label of a type or in a column of text; LAMMPS writes at most 127 bytes. */
export const LONGEST_LABEL = 256;

/** The fields of one line, as byte ranges. One object serves all lines of a file. */
export class Fields {
  bytes: Buffer = Buffer.alloc(0);
  count = 0;
  readonly starts = new Int32Array(MAX_COLUMNS + 1);
  readonly ends = new Int32Array(MAX_COLUMNS + 1);

  /** Splits bytes[start, end) at blanks (space, tab, other control characters); at most MAX_COLUMNS + 1 fields. */
  splitBlanks(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    let count = 0;
    let at = start;
    while (count <= MAX_COLUMNS) {
      while (at < end && bytes[at] <= SPACE) at += 1;
      if (at >= end) break;
      this.starts[count] = at;
      while (at < end && bytes[at] > SPACE) at += 1;
      this.ends[count] = at;
      count += 1;
    }
    this.count = count;
  }

  /**
   * Splits bytes[start, end) at a separator, at most MAX_COLUMNS + 1 fields. Blanks round a field are not part of it,
   * nor is a pair of double quotes, between which the separator does not separate; `""` in them is left as it is.
   */
  splitAt(separator: number, bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    let count = 0;
    let at = start;
    while (count <= MAX_COLUMNS) {
      let from = at;
      while (from < end && bytes[from] <= SPACE && bytes[from] !== separator) from += 1;
      const closing = bytes[from] === QUOTE ? closingQuote(separator, bytes, from, end) : -1;
      let until = Math.max(from, closing + 1);
      while (until < end && bytes[until] !== separator) until += 1;
      let to = until;
      while (to > from && bytes[to - 1] <= SPACE) to -= 1;
      this.starts[count] = closing < 0 ? from : from + 1;
      this.ends[count] = closing < 0 ? to : closing;
      count += 1;
      if (until >= end) break;
      at = until + 1;
    }
    this.count = count;
  }

  text(field: number): string {
    return this.bytes.toString('utf8', this.starts[field], this.ends[field]);
  }

  /** Bytes of a field. */
  length(field: number): number {
    return this.ends[field] - this.starts[field];
  }

  /** See `parseNumber`. */
  number(field: number): number {
    return parseNumber(this.bytes, this.starts[field], this.ends[field]);
  }

  /** The whole number ≥ 0 of a field, also one that is written as `1.0` or `1e0`; −1 if it is none. */
  wholeNumber(field: number): number {
    const digits = parseCount(this.bytes, this.starts[field], this.ends[field]);
    if (digits >= 0) return digits;
    const number = this.number(field);
    return number >= 0 && Number.isInteger(number) ? number : -1;
  }
}

/** Where the quotes end that open at `from`, if a separator or the end comes next; else −1. */
function closingQuote(separator: number, bytes: Buffer, from: number, end: number): number {
  for (let at = from + 1; at < end; at += 1) {
    if (bytes[at] !== QUOTE) continue;
    if (at + 1 < end && bytes[at + 1] === QUOTE) {
      at += 1;
      continue;
    }
    let after = at + 1;
    while (after < end && bytes[after] <= SPACE && bytes[after] !== separator) after += 1;
    return after === end || bytes[after] === separator ? at : -1;
  }
  return -1;
}

/** The blank-separated words of a header line. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** All words as finite numbers, or null if one is not. */
export function finiteNumbers(texts: readonly string[]): number[] | null {
  const numbers = texts.map(numberFromText);
  return numbers.every(Number.isFinite) ? numbers : null;
}

/** The words of a text as so many finite numbers; `text` is what a message repeats. */
export function countedNumbers(texts: readonly string[], count: number, text: string, place: InputPlace): number[] {
  const numbers = finiteNumbers(texts);
  if (numbers?.length !== count) throw new BadInput(notFiniteNumbers(text, `${count} finite numbers`), place);
  return numbers;
}

/** What is wrong with a text that does not hold the finite numbers it should: `expected` says which. */
export function notFiniteNumbers(text: string, expected: string): string {
  const long = words(text).find((word) => word.length > LONGEST_NUMBER);
  return long === undefined ? `${quoted(text)}: expected ${expected}` : notNumber(long);
}

import type { ByteLines } from './byte-lines.ts';
import { DecimalCommas } from './decimal-commas.ts';
import { Fields } from './fields.ts';

/** What parts the fields of a table: a byte, or any number of blanks. The order is that in which they are tried. */
const SEPARATORS = { comma: 44, semicolon: 59, tab: 9, blanks: null } as const;
export type Separator = keyof typeof SEPARATORS;
export const SEPARATOR_NAMES = Object.keys(SEPARATORS) as Separator[];

/** Splits bytes[start, end) of a line into fields. */
export function splitBy(separator: Separator, fields: Fields, bytes: Buffer, start: number, end: number): void {
  const byte = SEPARATORS[separator];
  if (byte === null) fields.splitBlanks(bytes, start, end);
  else fields.splitAt(byte, bytes, start, end);
}

/** The texts of a line's fields. */
export function fieldTexts(separator: Separator, text: string): string[] {
  const bytes = Buffer.from(text);
  const fields = new Fields();
  splitBy(separator, fields, bytes, 0, bytes.length);
  return Array.from({ length: fields.count }, (_, field) => fields.text(field));
}

/** The rows of a table as fields, decimal commas made points where the separator is another. */
export class TableFields extends Fields {
  readonly #separator: Separator;
  readonly #decimalCommas: DecimalCommas | null;

  constructor(separator: Separator) {
    super();
    this.#separator = separator;
    this.#decimalCommas = separator === 'comma' ? null : new DecimalCommas();
  }

  /** The byte between two fields, 0 for blanks; null while a comma in a number may yet be a decimal one. */
  get plainSeparator(): number | null {
    const isSettled = this.#decimalCommas === null || this.#decimalCommas.hasPoints;
    return isSettled ? (SEPARATORS[this.#separator] ?? 0) : null;
  }

  /** Splits the current line, and leaves it as it is. */
  look(lines: ByteLines): void {
    splitBy(this.#separator, this, lines.buffer, lines.start, lines.end);
  }

  /** Splits the current line, which is a row, and is given here once. Throws `BadInput` for commas that do not say what they are. */
  take(lines: ByteLines): void {
    this.look(lines);
    this.#decimalCommas?.take(this, lines);
  }

  /** Throws `BadInput` where all rows together do not tell what the commas in them are. */
  finish(lines: ByteLines): void {
    this.#decimalCommas?.finish(lines);
  }
}

/** The separator that gives a row so many fields, preferably that one; that one if none does. */
export function separatorOfRow(text: string, count: number, preferred: Separator): Separator {
  const fits = (separator: Separator) => fieldTexts(separator, text).length === count;
  if (fits(preferred)) return preferred;
  return SEPARATOR_NAMES.find(fits) ?? preferred;
}

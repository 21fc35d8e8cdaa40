import { quoted } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import type { Fields } from './fields.ts';

const COMMA = 44;
const POINT = 46;
/** A number with one comma, and one whose comma may as well part its thousands. */
const WITH_COMMA = /^[+-]?\d*,\d+(e[+-]?\d+)?$/i;
const MAYBE_THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const WITH_POINT = /^[+-]?(\d+\.\d*|\.\d+)(e[+-]?\d+)?$/i;
const WITH_EITHER = /^[+-]?[\d.,]+(e[+-]?\d+)?$/i;
const HOW = "write the numbers with a decimal point (pandas: to_csv(decimal='.'))";

/**
 * Decimal commas in a table whose fields are not parted by commas. They are read where nothing else can be meant: no
 * number of the table has a point, and one of them at least could not have a comma between its thousands, as `1,234`
 * could. Else they are refused.
 */
export class DecimalCommas {
  #comma: { text: string; line: number } | null = null;
  #point: { text: string; line: number } | null = null;
  #isCertain = false;

  /** Whether a number has a point, so that none may have a decimal comma. */
  get hasPoints(): boolean {
    return this.#point !== null;
  }

  /** Makes points of the commas in the numbers of a row, which is the current line. */
  take(fields: Fields, lines: ByteLines): void {
    const { buffer, start, end } = lines;
    const line = buffer.subarray(start, end);
    const has = (byte: number) => line.includes(byte);
    if (this.#point === null && has(POINT)) this.#point = this.#first(fields, lines, WITH_POINT);
    if (has(COMMA)) this.#makePoints(fields, lines);
    if (this.#comma !== null && this.#point !== null)
      throw lines.refusal(
        `${quoted(this.#comma.text)} in line ${this.#comma.line} has a decimal comma, ` +
          `${quoted(this.#point.text)} in line ${this.#point.line} a point; ${HOW}`,
      );
  }

  #first(fields: Fields, lines: ByteLines, form: RegExp) {
    for (let field = 0; field < fields.count; field += 1)
      if (form.test(fields.text(field))) return { text: fields.text(field), line: lines.number };
    return null;
  }

  #makePoints(fields: Fields, lines: ByteLines) {
    for (let field = 0; field < fields.count; field += 1) {
      const text = fields.text(field);
      if (!WITH_COMMA.test(text)) {
        if (text.includes(',') && WITH_EITHER.test(text))
          throw lines.refusal(`${quoted(text)} has several points or commas; ${HOW}`);
        continue;
      }
      this.#comma ??= { text, line: lines.number };
      if (!MAYBE_THOUSANDS.test(text)) this.#isCertain = true;
      fields.bytes[fields.bytes.indexOf(COMMA, fields.starts[field])] = POINT;
    }
  }

  /** Throws `BadInput` where the commas may part thousands. */
  finish(lines: ByteLines): void {
    if (this.#comma === null || this.#isCertain) return;
    throw lines.refusal(
      `${quoted(this.#comma.text)} in line ${this.#comma.line} may be a fraction or have a comma between its thousands, ` +
        `and no number of the table tells which; ${HOW}`,
    );
  }
}

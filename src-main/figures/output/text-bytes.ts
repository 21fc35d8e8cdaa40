const DIGIT = 0x30;
const [SPACE, MINUS, POINT] = [0x20, 0x2d, 0x2e];
/** A number of a coordinate with its sign, point and separator is never longer. */
const LONGEST_NUMBER = 24;

/**
 * Text as it grows, in bytes: a figure has hundreds of thousands of coordinates, and strings of them take ten times as
 * long. Coordinates are whole hundredths of a point: a 280th of a millimetre.
 */
export class TextBytes {
  #bytes: Buffer;
  #end = 0;

  constructor(capacity = 1 << 16) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  #room(count: number): void {
    const needed = this.#end + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }

  /** Any text, as UTF-8. */
  text(text: string): this {
    this.#room(3 * text.length);
    this.#end += this.#bytes.write(text, this.#end, 'utf8');
    return this;
  }

  /** One letter of ASCII, by its code. */
  letter(code: number): void {
    this.#room(1);
    this.#bytes[this.#end] = code;
    this.#end += 1;
  }

  /** A whole number of hundredths: 150 is `1.5`, 5 is `.05`. */
  hundredths(value: number): void {
    if (!Number.isFinite(value)) throw new Error(`a coordinate of a figure is ${value}`);
    this.#room(LONGEST_NUMBER);
    const bytes = this.#bytes;
    let end = this.#end;
    let left = value;
    if (value < 0) {
      bytes[end++] = MINUS;
      left = -value;
    }
    const whole = Math.floor(left / 100);
    const rest = left - 100 * whole;
    if (whole > 0 || rest === 0) {
      let digits = 1;
      for (let power = 10; whole >= power; power *= 10) digits += 1;
      let upper = whole;
      for (let at = end + digits - 1; at >= end; at -= 1) {
        const tenth = Math.floor(upper / 10);
        bytes[at] = DIGIT + upper - 10 * tenth;
        upper = tenth;
      }
      end += digits;
    }
    if (rest > 0) {
      const tenths = Math.floor(rest / 10);
      bytes[end++] = POINT;
      bytes[end++] = DIGIT + tenths;
      if (rest > 10 * tenths) bytes[end++] = DIGIT + rest - 10 * tenths;
    }
    this.#end = end;
  }

  /** After another number, behind a space. */
  spaced(value: number): void {
    this.letter(SPACE);
    this.hundredths(value);
  }

  /** After another number of SVG: behind a space, or a sign that separates as well. */
  next(value: number): void {
    if (value >= 0) this.letter(SPACE);
    this.hundredths(value);
  }

  /** All of it. */
  bytes(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#end));
  }
}

/** A coordinate in points as whole hundredths. */
export function inHundredths(value: number): number {
  // Never −0, which is written '-0'.
  return Math.round(100 * value) + 0;
}

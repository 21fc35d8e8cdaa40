import type { ByteLines } from './byte-lines.ts';
import type { Fields } from './fields.ts';
import { numberFromText } from './text-number.ts';

const HASH = 35;

/** Titles of sections in the LAMMPS manual (`read_data`), and of fixes that have one of their own. */
const TITLES =
  /^(Atoms|Velocities|Masses|Ellipsoids|Lines|Triangles|Bodies|Bonds|Angles|Dihedrals|Impropers|(Atom|Bond|Angle|Dihedral|Improper) Type Labels|\w+ Coeffs|CS-Info|CMAP|Molecules)$/;

/** Whether a line, without its comment and with its words one blank apart, is a title that is known. */
export function isSectionTitle(content: string): boolean {
  return TITLES.test(content);
}

/**
 * Goes through the rows of one section. A row begins with a number, or with the label of a type where the section has
 * `labels` (masses, coefficients). A title is one that is known, or any line of words below a blank line, as LAMMPS
 * asks for: sections of fixes bear the names that their users gave them.
 */
export class SectionRows {
  readonly #lines: ByteLines;
  readonly #labels: boolean;
  #rows = 0;

  /** `lines` is at the title. */
  constructor(lines: ByteLines, labels: boolean) {
    this.#lines = lines;
    this.#labels = labels;
  }

  /** Splits the next row; false at the section's end (left as the next line) or at the end of the text. */
  async next(fields: Fields): Promise<boolean> {
    const lines = this.#lines;
    let belowBlank = false;
    while (lines.next() || (await lines.advance())) {
      fields.splitBlanks(lines.buffer, lines.start, endOfContent(lines));
      if (fields.count === 0) {
        // A line of a comment only separates nothing.
        belowBlank ||= lines.isBlank();
        continue;
      }
      if (!beginsNumber(lines.buffer[fields.starts[0]]) && this.#isTitle(fields, belowBlank)) {
        lines.unread();
        return false;
      }
      this.#rows += 1;
      return true;
    }
    return false;
  }

  #isTitle(fields: Fields, belowBlank: boolean) {
    const words = Array.from({ length: Math.min(fields.count, 4) }, (_, field) => fields.text(field));
    if (isSectionTitle(words.join(' '))) return true;
    if (!this.#labels) return belowBlank || /^[A-Z]/.test(words[0]);
    // Rows follow their title; below a blank line `B 2.5` is the mass or coefficient of a type.
    if (this.#rows === 0 ? words.length > 1 : isLabelRow(words)) return false;
    return belowBlank;
  }
}

/** Where the comment of the current line begins, or the line ends. */
function endOfContent({ buffer, start, end }: ByteLines) {
  for (let at = start; at < end; at += 1) if (buffer[at] === HASH) return at;
  return end;
}

function beginsNumber(byte: number) {
  // 0 … 9, + - .
  return (byte >= 48 && byte <= 57) || byte === 43 || byte === 45 || byte === 46;
}

function isLabelRow(words: readonly string[]) {
  return words.length > 1 && words.slice(1).some((word) => !Number.isNaN(numberFromText(word)));
}

import { addon } from '../../native-workers/addon.ts';
import type { ByteLines } from './byte-lines.ts';
import { MAX_PARTICLE_ID } from './frame.ts';
import type { ExtraColumn, ParticleRows } from './particle-rows.ts';

/** What the kernel reads at once. */
const PIECE_BYTES = 1 << 18;

/** What the kernel writes to, over and over: as many values as so much text holds, each with a byte behind it. */
const values = new Float64Array(PIECE_BYTES / 2);

const NUMBER = 0;
const LABEL = 1;
const SKIPPED = 2;

/** With fewer rows than this at once, the kernel is slower than reading row by row … */
const WORTHWHILE = 16;
/** … and is not asked for so many rows. */
const PAUSE = 64;

/** Takes rows ahead, at most so many, and tells how many. */
type TakeAhead = (most: number) => number;

/** Not called for a while after it has taken next to nothing of what was there. */
function unlessInVain(lines: ByteLines, take: TakeAhead): TakeAhead {
  let pause = 0;
  return (most) => {
    if (pause > 0) {
      pause -= 1;
      return 0;
    }
    const taken = take(most);
    // A row that lies there whole, and was not taken, is not plain.
    if (taken < Math.min(most, WORTHWHILE) && lines.hasLineAhead) pause = PAUSE;
    return taken;
  };
}

/** The text of a label as the kernel gives it. */
function labelText(packed: number) {
  const bytes: number[] = [];
  for (let left = packed; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return Buffer.from(bytes).toString('utf8');
}

/** Numbers of labels that were seen before, by what the kernel gives for them. */
class KnownLabels {
  readonly #numberOf: (text: string) => number | undefined;
  readonly #numbers = new Map<number, number>();

  constructor(numberOf: (text: string) => number | undefined) {
    this.#numberOf = numberOf;
  }

  /** Puts the number of each label into `target` from `at` on; how many there are before one that was not seen yet. */
  number(packed: Float64Array, target: Uint8Array | Float64Array, at: number): number {
    let latest = -1;
    let number = 0;
    for (let row = 0; row < packed.length; row += 1) {
      if (packed[row] !== latest) {
        const found = this.#numbers.get(packed[row]) ?? this.#lookUp(packed[row]);
        if (found === undefined) return row;
        latest = packed[row];
        number = found;
      }
      target[at + row] = number;
    }
    return packed.length;
  }

  #lookUp(packed: number) {
    const number = this.#numberOf(labelText(packed));
    if (number !== undefined) this.#numbers.set(packed, number);
    return number;
  }
}

/** Puts ids into `target` from `at` on; how many there are before a number that is none. */
function takeIds(values: Float64Array, target: Int32Array, at: number) {
  for (let row = 0; row < values.length; row += 1) {
    const id = values[row];
    if (!(id >= 0 && id <= MAX_PARTICLE_ID && Number.isInteger(id))) return row;
    target[at + row] = id;
  }
  return values.length;
}

/** Many rows of a frame at once. */
class RowsAhead {
  readonly #rows: ParticleRows;
  readonly #lines: ByteLines;
  /** What the columns of the file hold, which rows may settle that are read one by one. */
  #kinds: Uint8Array | null = null;
  #textColumns = 0;
  #types: KnownLabels | null = null;
  readonly #labels = new Map<ExtraColumn, KnownLabels>();

  constructor(rows: ParticleRows, lines: ByteLines) {
    this.#rows = rows;
    this.#lines = lines;
  }

  /** `separator`: the byte between two fields, 0 for blanks. */
  take(most: number, separator: number): number {
    const rows = this.#rows;
    const textColumns = rows.extras.reduce((count, { labels }) => count + (labels === null ? 0 : 1), 0);
    if (this.#kinds === null || textColumns !== this.#textColumns) this.#kinds = this.#columnKinds();
    this.#textColumns = textColumns;
    const lines = this.#lines;
    // A field and what parts it from the next have two bytes at least.
    const piece = Math.min(most, Math.floor(PIECE_BYTES / (2 * this.#kinds.length)));
    const room = rows.makeRoom(piece, most);
    const read = addon().plainRows(lines.buffer, lines.ahead, room, this.#kinds, separator, values);
    const taken = read.rows === 0 ? 0 : this.#takeValues(read.rows);
    const end = taken === read.rows ? read.end : lines.endAhead(taken);
    if (taken > 0) {
      rows.lines.put(rows.count, lines.nextNumber);
      rows.count += taken;
      lines.passTo(end, taken);
    }
    return taken;
  }

  #columnKinds() {
    const { layout, extras } = this.#rows;
    return Uint8Array.from(layout.roles, (role, field) => {
      if (role === 'unused') return SKIPPED;
      const isText = role === 'type' || extras.some((column) => column.field === field && column.labels !== null);
      return isText ? LABEL : NUMBER;
    });
  }

  /** Puts the values of rows behind those that are there; how many there are before one that is unusual. */
  #takeValues(read: number) {
    const rows = this.#rows;
    const { count, fieldOf } = rows;
    let taken = read;
    const column = (field: number) => values.subarray(field * read, field * read + taken);
    if (fieldOf.id >= 0) taken = takeIds(column(fieldOf.id), rows.ids, count);
    else for (let row = 0; row < read; row += 1) rows.ids[count + row] = count + row + 1;
    if (fieldOf.type >= 0) {
      this.#types ??= new KnownLabels((text) => rows.typeOfLabel(text));
      taken = this.#types.number(column(fieldOf.type), rows.types, count);
    }
    for (const extra of rows.extras) {
      if (extra.labels === null) continue;
      let known = this.#labels.get(extra);
      if (known === undefined) this.#labels.set(extra, (known = new KnownLabels((text) => extra.labels?.get(text))));
      taken = known.number(column(extra.field), extra.values, count);
    }
    rows.x.set(column(fieldOf.x), count);
    rows.y.set(column(fieldOf.y), count);
    rows.z?.set(column(fieldOf.z), count);
    for (const extra of rows.extras) if (extra.labels === null) extra.values.set(column(extra.field), count);
    if (fieldOf.id >= 0 && rows.ids.subarray(count, count + taken).includes(0)) rows.countFromZero();
    return taken;
  }
}

/**
 * Takes many rows at once: of those that lie in memory ahead of the current line, as many as hold nothing but numbers
 * and labels that were seen before. What is unusual in any way is left, and read row by row; the outcome is the same as
 * if all were. `separatorNow`: the byte between two fields, 0 for blanks, null where rows have to be looked at one by one.
 */
export function rowsAhead(
  rows: ParticleRows,
  lines: ByteLines,
  separatorNow: () => number | null = () => 0,
): TakeAhead {
  const ahead = new RowsAhead(rows, lines);
  let separator: number | null = null;
  const take = unlessInVain(lines, (most) => (separator === null ? 0 : ahead.take(most, separator)));
  return (most) => {
    // The first row settles what the columns hold.
    if (rows.count === 0 || rows.hasRepeatedColumns) return 0;
    separator ??= separatorNow();
    return separator === null ? 0 : take(most);
  };
}

/** The same of rows that are passed over, of so many numbers each. */
export function numbersAhead(lines: ByteLines, columns: number): TakeAhead {
  const kinds = new Uint8Array(columns);
  return unlessInVain(lines, (most) => {
    const { rows, end } = addon().plainRows(lines.buffer, lines.ahead, most, kinds, 0, values);
    if (rows > 0) lines.passTo(end, rows);
    return rows;
  });
}

import { quoted } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { isComment, readTableHead, type TableHead } from './table-head.ts';

/** Frames whose rows are mixed that are told apart; the numbers of rows of each are held. */
const MAX_MIXED_FRAMES = 2 ** 20;

/** What a first pass over a table finds of its frames. */
export interface TableSurvey {
  count: number;
  /** Value of each frame, ascending, and its rows; null where the file is in that order already. */
  mixed: readonly { value: number; rows: number }[] | null;
  /** Whether any particle of any frame has the id 0. */
  fromZero: boolean;
}

/** Gives all lines of a table, each time. */
export type OpenLines = () => Promise<ByteLines>;

/** The rows of a table one after another, each with the value of its frame. */
export class FrameRows {
  /** Of the row taken last. */
  value = Number.NaN;
  readonly head: TableHead;
  readonly #lines: ByteLines;
  readonly #id: number;

  private constructor(head: TableHead, lines: ByteLines) {
    this.head = head;
    this.#lines = lines;
    this.#id = head.columns.layout.roles.indexOf('id');
  }

  static async of(lines: ByteLines): Promise<FrameRows> {
    const head = await readTableHead(lines);
    if (head === null) throw lines.refusal('the table is empty');
    return new FrameRows(head, lines);
  }

  /** Takes the current line; false where it is no row. */
  take(): boolean {
    const { fields, columns } = this.head;
    if (this.#lines.isBlank() || isComment(this.#lines)) return false;
    fields.take(this.#lines);
    if (fields.count <= columns.frame) throw this.#refusal(`the row has ${fields.count} fields, too few for its frame`);
    this.value = fields.number(columns.frame);
    if (!Number.isFinite(this.value))
      throw this.#refusal(`the frame ${quoted(fields.text(columns.frame))} is not a number`);
    return true;
  }

  /** Whether the row is of the particle 0. */
  isOfZero(): boolean {
    const { fields } = this.head;
    return this.#id >= 0 && this.#id < fields.count && fields.wholeNumber(this.#id) === 0;
  }

  refusalOfMixture(): Error {
    return this.#refusal(
      `more than ${MAX_MIXED_FRAMES} frames, whose rows are mixed; a table sorted by frame may have any number of them`,
    );
  }

  #refusal(message: string) {
    const { layout, frame } = this.head.columns;
    return this.#lines.refusal(message, layout.names[frame]);
  }
}

/** How many frames there are if each begins where the one before ends, by ascending value; null otherwise. */
async function surveySorted(lines: ByteLines): Promise<TableSurvey | null> {
  const row = await FrameRows.of(lines);
  let count = 0;
  let latest = -Infinity;
  let fromZero = false;
  while (lines.next() || (await lines.advance())) {
    if (!row.take()) continue;
    if (row.value < latest) return null;
    if (row.value > latest) count += 1;
    latest = row.value;
    fromZero ||= row.isOfZero();
  }
  row.head.fields.finish(lines);
  return { count, mixed: null, fromZero };
}

async function surveyMixed(lines: ByteLines): Promise<TableSurvey> {
  const row = await FrameRows.of(lines);
  const counts = new Map<number, number>();
  let fromZero = false;
  while (lines.next() || (await lines.advance())) {
    if (!row.take()) continue;
    counts.set(row.value, (counts.get(row.value) ?? 0) + 1);
    if (counts.size > MAX_MIXED_FRAMES) throw row.refusalOfMixture();
    fromZero ||= row.isOfZero();
  }
  row.head.fields.finish(lines);
  const mixed = Array.from(counts, ([value, rows]) => ({ value, rows })).toSorted((a, b) => a.value - b.value);
  return { count: mixed.length, mixed, fromZero };
}

/** Uses the lines of a table, and closes them. */
export async function closing<Result>(open: OpenLines, use: (lines: ByteLines) => Promise<Result>): Promise<Result> {
  const lines = await open();
  try {
    return await use(lines);
  } finally {
    await lines.close();
  }
}

/**
 * Looks through a table for its frames, the distinct values of a column. Memory: none that grows with the file where
 * the rows are sorted by frame, else a count for each frame. Throws `BadInput` for a row without a frame, and for more
 * than `MAX_MIXED_FRAMES` of them mixed.
 */
export async function surveyTable(open: OpenLines): Promise<TableSurvey> {
  return (await closing(open, surveySorted)) ?? closing(open, surveyMixed);
}

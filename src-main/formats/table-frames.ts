import type { ByteLines } from './byte-lines.ts';
import { ParticleRows } from './particle-rows.ts';
import { warningsOfEnd } from './reader.ts';
import type { TableHead } from './table-head.ts';
import { closing, FrameRows, type OpenLines, type TableSurvey } from './table-survey.ts';

/** Rows times columns of mixed frames that are held in one pass over the file: 128 MiB of doubles. */
const MAX_VALUES_PER_PASS = 2 ** 24;

/** Rows of one frame, with the value of its column. */
export interface TableFrame {
  index: number;
  value: number;
  rows: ParticleRows;
  head: TableHead;
  /** What the table is called in errors. */
  source: string;
  /** What is said of the text's end, where it was met. */
  warnings?: string[];
}

function emptyFrame(
  index: number,
  { head, value }: FrameRows,
  { fromZero }: TableSurvey,
  lines: ByteLines,
): TableFrame {
  const rows = new ParticleRows(head.columns.layout, lines.source);
  if (fromZero) rows.countFromZero();
  return { index, value, rows, head, source: lines.source };
}

/** The frames wanted, by number ascending, of a table that is sorted by frame: one is in memory at a time. */
async function* sortedFrames(open: OpenLines, survey: TableSurvey, { isWanted, last }: Wanted) {
  const lines = await open();
  try {
    const row = await FrameRows.of(lines);
    let index = -1;
    let latest: number | null = null;
    let frame: TableFrame | null = null;
    while (lines.next() || (await lines.advance())) {
      if (!row.take()) continue;
      if (row.value !== latest) {
        if (frame !== null) yield frame;
        if (index === last) return;
        index += 1;
        latest = row.value;
        frame = isWanted(index) ? emptyFrame(index, row, survey, lines) : null;
      }
      frame?.rows.append(row.head.fields, lines.number);
    }
    if (frame !== null) yield { ...frame, warnings: warningsOfEnd(lines) };
  } finally {
    await lines.close();
  }
}

/** Reads those frames of a table in one pass. */
async function framesOfPass(open: OpenLines, survey: TableSurvey, indices: ReadonlyMap<number, number>) {
  return closing(open, async (lines) => {
    const row = await FrameRows.of(lines);
    const frames = new Map<number, TableFrame>();
    while (lines.next() || (await lines.advance())) {
      if (!row.take()) continue;
      const index = indices.get(row.value);
      if (index === undefined) continue;
      let frame = frames.get(index);
      if (frame === undefined) {
        frame = emptyFrame(index, row, survey, lines);
        frames.set(index, frame);
      }
      frame.rows.append(row.head.fields, lines.number);
    }
    const warnings = warningsOfEnd(lines);
    return [...frames.values()].toSorted((a, b) => a.index - b.index).map((frame) => ({ ...frame, warnings }));
  });
}

/** The frames wanted of a table in which their rows are mixed: as many in a pass over the file as may be held. */
async function* mixedFrames(
  open: OpenLines,
  survey: TableSurvey,
  { isWanted }: Wanted,
  columns: number,
  mostValues: number,
) {
  let pass = new Map<number, number>();
  let values = 0;
  for (const [index, { value, rows }] of (survey.mixed ?? []).entries()) {
    if (!isWanted(index)) continue;
    if (pass.size > 0 && values + rows * columns > mostValues) {
      yield* await framesOfPass(open, survey, pass);
      pass = new Map();
      values = 0;
    }
    pass.set(value, index);
    values += rows * columns;
  }
  if (pass.size > 0) yield* await framesOfPass(open, survey, pass);
}

/** Which frames of a table are wanted. */
export interface Wanted {
  isWanted: (index: number) => boolean;
  /** The largest one. */
  last: number;
}

/**
 * The frames wanted of a table that has been looked through, by number ascending; `columns` is how many it has. The last
 * argument is for tests.
 */
export function tableFrames(
  open: OpenLines,
  survey: TableSurvey,
  wanted: Wanted,
  columns: number,
  mostValues = MAX_VALUES_PER_PASS,
): AsyncGenerator<TableFrame, void> {
  if (survey.mixed === null) return sortedFrames(open, survey, wanted);
  return mixedFrames(open, survey, wanted, columns, mostValues);
}

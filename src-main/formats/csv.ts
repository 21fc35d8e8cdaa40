import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { FrameFacts } from './assemble-frame.ts';
import { ByteLines } from './byte-lines.ts';
import { finiteNumbers, words } from './fields.ts';
import { checkedBox } from './file-box.ts';
import { ParticleRows } from './particle-rows.ts';
import { notesOfSizes } from './position-evidence.ts';
import { type FormatReader, type ReadContext, refuseOtherBox, warningsOfEnd } from './reader.ts';
import { rowsAhead } from './rows-ahead.ts';
import { namesIn } from './table-columns.ts';
import { tableFrames } from './table-frames.ts';
import { surveyTable } from './table-survey.ts';
import { isAboveNames, isComment, readTableHead, type TableHead, withoutCommentMark } from './table-head.ts';

/** The box of a table: its own, or the one that is given. Throws `BadInput` where there is none, or another. */
function boxOf(head: TableHead, context: Pick<ReadContext, 'box'>, file: string) {
  if (head.box !== null) refuseOtherBox(head.box, context, { source: file });
  const box = head.box ?? context.box;
  if (box === undefined)
    throw new BadInput(
      "the file states no box: give it by --box lx,ly[,xy], or write '# box lx ly' (or '# box lx ly xy' for a tilted " +
        'one) above the column names',
      { file, line: 1, field: 'box', question: { asks: 'box', problem: 'The file states no box.' } },
    );
  return { box: checkedBox(box, { file, field: 'box' }), origin: head.origin, height: 1 };
}

function factsOf(
  head: TableHead,
  rows: ParticleRows,
  context: Pick<ReadContext, 'box'>,
  source: string,
): Omit<FrameFacts, 'warnings'> {
  return { rows, timestep: head.timestep, box: boxOf(head, context, source) };
}

/** How many numbers a line holds; 0 where it holds anything else. */
function countOfNumbers(line: string) {
  return finiteNumbers(words(line.replaceAll(/[,;]/g, ' ')))?.length ?? 0;
}

/**
 * Tables of values: a line of column names (table-columns.ts), which may be a comment, then one row a particle, parted
 * by commas, semicolons, tabs or blanks. The box stands in a comment above, `# box lx ly [xy]`, or is given by the
 * caller; `# origin x y` and `# timestep n` may stand there too. A column of frames makes each of its values a frame,
 * in ascending order, whose time step it is.
 */
export const csv: FormatReader = {
  id: 'csv',
  label: 'CSV',
  extensions: ['.csv', '.tsv'],

  recognises(head) {
    const lines = head.split('\n').filter((line) => line.trim() !== '');
    const first = lines.findIndex((line) => !isAboveNames(line));
    if (first < 0) return false;
    if (lines.slice(0, first + 1).some((line) => namesIn(withoutCommentMark(line)) !== null)) return true;
    // Columns of numbers without names: readFrame says what is missing.
    const counts = lines.slice(first, first + 2).map(countOfNumbers);
    return counts.length === 2 && counts[0] > 1 && counts[0] === counts[1];
  },

  async readFrame(lines, context) {
    const head = await readTableHead(lines);
    if (head === null) return null;
    const { fields, columns } = head;
    const rows = new ParticleRows(columns.layout, lines.source);
    const takeAhead = rowsAhead(rows, lines, () => fields.plainSeparator);
    while (lines.next() || (await lines.advance())) {
      if (lines.isBlank() || isComment(lines)) continue;
      fields.take(lines);
      rows.append(fields, lines.number);
      takeAhead(Infinity);
    }
    fields.finish(lines);
    const facts = factsOf(head, rows, context, lines.source);
    return { ...facts, warnings: [...head.warnings, ...notesOfSizes(rows), ...warningsOfEnd(lines)] };
  },

  async findFrames(beginning, open, context) {
    const first = new ByteLines([beginning], '');
    const columns = await readTableHead(first).then(
      (head) => head?.columns,
      // What is wrong with it is said, with its place, where it is read.
      () => undefined,
    );
    if (columns === undefined || columns.frame < 0) return null;
    const survey = await surveyTable(open);
    return {
      count: survey.count,
      async *read(isWanted, last) {
        const frames = tableFrames(open, survey, { isWanted, last }, columns.layout.names.length);
        for await (const { index, value, rows, head, source, warnings = [] } of frames) {
          const facts = factsOf(head, rows, context, source);
          const timestep = Number.isSafeInteger(value) ? value : head.timestep;
          yield [index, { ...facts, timestep, warnings: [...head.warnings, ...notesOfSizes(rows), ...warnings] }];
        }
      },
    };
  },
};

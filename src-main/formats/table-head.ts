import type { Box } from '../../native-workers/configuration/configuration.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { finiteNumbers, notFiniteNumbers, words } from './fields.ts';
import { checkedBox } from './file-box.ts';
import { namesIn, tableColumns, type TableColumns } from './table-columns.ts';
import { fieldTexts, SEPARATOR_NAMES, separatorOfRow, TableFields } from './table-separators.ts';
import { numberFromText } from './text-number.ts';

const HASH = 35;
const PERCENT = 37;
/** What begins a comment: of numpy, and of MATLAB. */
const COMMENT_MARKS = /^\s*[#%]+/;
/** By this line spreadsheets are told what parts the fields below it. */
const SEPARATOR_LINE = /^\s*"?sep=."?\s*$/i;
/** Lines of longer names, of shorter ones and of units that TrackMate writes below the names. */
const TRACKMATE_LINES = 3;
/** Comments above the rows that may be the names of the columns: the last ones. */
const MAX_COMMENTS = 16;

/** What stands above the rows of a table. */
export interface TableHead {
  box: Box | null;
  origin: { x: number; y: number };
  timestep: number | null;
  columns: TableColumns;
  /** Splits the rows. */
  fields: TableFields;
  /** Sentences. */
  warnings: string[];
}

type HeadFacts = Pick<TableHead, 'box' | 'origin' | 'timestep' | 'warnings'>;

/** The comments above the column names that mean something, each with how many numbers it may hold. */
const COMMENTS: Readonly<Record<string, { least: number; most: number; form: string }>> = {
  box: { least: 2, most: 3, form: "'# box lx ly' or '# box lx ly xy'" },
  origin: { least: 2, most: 2, form: "'# origin x y'" },
  timestep: { least: 1, most: 1, form: "'# timestep n'" },
};

/** Takes what the current line says, a comment. */
function takeComment(lines: ByteLines, facts: HeadFacts) {
  const text = lines.text();
  const [name = '', ...rest]: string[] = words(withoutCommentMark(text).replaceAll(/[#,;]/g, ' '));
  const keyword = name.toLowerCase().replace(/[:=]$/, '');
  if (!Object.hasOwn(COMMENTS, keyword)) return;
  const { least, most, form } = COMMENTS[keyword];
  const numbers = finiteNumbers(rest) ?? [];
  const [first, second, third = 0] = numbers;
  const isCount = numbers.length >= least && numbers.length <= most;
  if (keyword === 'timestep') {
    if (isCount && Number.isSafeInteger(first)) facts.timestep = first;
    else facts.warnings.push(`${quoted(text)} in line ${lines.number} gives no time step; expected ${form}.`);
    return;
  }
  if (!isCount) throw lines.refusal(notFiniteNumbers(text, form), keyword);
  if (keyword === 'origin') facts.origin = { x: first, y: second };
  else facts.box = checkedBox({ lx: first, ly: second, xy: third }, lines.place(keyword));
}

/** Moves to the next line that is neither blank nor a comment, which `comment` is called with. */
async function advanceToRow(lines: ByteLines, comment?: () => void) {
  while (await lines.advanceToText()) {
    if (isComment(lines)) comment?.();
    else if (!SEPARATOR_LINE.test(lines.text())) return true;
  }
  return false;
}

/** Whether the current line is a comment. */
export function isComment({ buffer, start, end }: ByteLines): boolean {
  let at = start;
  while (at < end && buffer[at] <= 32) at += 1;
  return buffer[at] === HASH || buffer[at] === PERCENT;
}

/** Whether a line is none of names or values. */
export function isAboveNames(text: string): boolean {
  return COMMENT_MARKS.test(text) || SEPARATOR_LINE.test(text);
}

/** A comment without its mark; any other line as it is. */
export function withoutCommentMark(text: string): string {
  return text.replace(COMMENT_MARKS, '');
}

/** The names above the rows: the current line if it is one of names, else a comment above it with a name for each field. */
function namesAbove(lines: ByteLines, comments: readonly string[]) {
  const text = lines.text();
  const own = namesIn(text);
  if (own !== null) return { ...own, isRow: false };
  const counts = SEPARATOR_NAMES.map((separator) => fieldTexts(separator, text).length);
  for (const comment of comments.toReversed()) {
    const found = namesIn(withoutCommentMark(comment));
    if (found !== null && counts.includes(found.names.length)) return { ...found, isRow: true };
  }
  const hasNumbers = words(text.replaceAll(/[,;]/g, ' ')).some((word) => !Number.isNaN(numberFromText(word)));
  throw lines.refusal(
    `${hasNumbers ? `no names of columns above the first row ${quoted(text)}` : `no columns 'x' and 'y' among ${quoted(text)}`}; ` +
      'expected a line of names such as id,type,x,y, parted as the rows are (numpy.savetxt: header="id,type,x,y"; ' +
      'pandas: header=True)',
  );
}

/** Passes over the lines below the names that TrackMate adds; gives the unit of x, if one is among them. */
async function passTrackMateLines(lines: ByteLines, fields: TableFields, x: number) {
  let unit: string | null = null;
  for (let passed = 0; await advanceToRow(lines); passed += 1) {
    fields.look(lines);
    const isRow = x >= fields.count || !Number.isNaN(numberFromText(fields.text(x).replace(',', '.')));
    if (passed === TRACKMATE_LINES || isRow) {
      lines.unread();
      break;
    }
    unit = /^\((.+)\)$/.exec(fields.text(x))?.[1] ?? unit;
  }
  return unit;
}

/**
 * Reads what stands above the rows, the first of which is the next line then; null if only blank lines are left. The
 * names are the first line that is no comment, or a comment above a line of values, as numpy writes them.
 */
export async function readTableHead(lines: ByteLines): Promise<TableHead | null> {
  const facts: HeadFacts = { box: null, origin: { x: 0, y: 0 }, timestep: null, warnings: [] };
  const comments: string[] = [];
  const isThere = await advanceToRow(lines, () => {
    takeComment(lines, facts);
    if (comments.push(lines.text()) > MAX_COMMENTS) comments.shift();
  });
  if (!isThere) {
    if (comments.length === 0) return null;
    throw lines.refusal('no line of column names; expected id,type,x,y');
  }
  const { names, separator, isRow } = namesAbove(lines, comments);
  const columns = tableColumns(names, lines);
  if (!isRow && !(await advanceToRow(lines))) throw lines.refusal('no rows below the column names');
  const fields = new TableFields(separatorOfRow(lines.text(), names.length, separator));
  lines.unread();
  const warnings = [...facts.warnings, ...columns.notes];
  if (columns.isTrackMate) {
    const unit = await passTrackMateLines(lines, fields, columns.layout.roles.indexOf('x'));
    if (unit !== null) warnings.push(`Lengths are in ${unit}; they are taken as reduced units as they stand.`);
  }
  return { ...facts, columns, fields, warnings };
}

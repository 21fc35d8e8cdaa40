import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { Fields, finiteNumbers, MAX_COLUMNS, notFiniteNumbers, words } from './fields.ts';
import { checkedBox } from './file-box.ts';
import { ParticleRows, roleOf, type RowLayout } from './particle-rows.ts';
import { checkColumnNames, type FormatReader, refuseOtherBox, warningsOfEnd } from './reader.ts';

const HASH = 35;
const REQUIRED = ['id', 'type', 'x', 'y'] as const;

interface CsvHeader {
  box: Box | null;
  origin: { x: number; y: number };
  timestep: number | null;
}

/** The comments above the column names that mean something, each with how many numbers it may hold. */
const COMMENTS: Readonly<Record<string, { least: number; most: number; form: string }>> = {
  box: { least: 2, most: 3, form: "'# box lx ly' or '# box lx ly xy'" },
  origin: { least: 2, most: 2, form: "'# origin x y'" },
  timestep: { least: 1, most: 1, form: "'# timestep n'" },
};

/** Takes what the current line says, a comment. */
function takeComment(lines: ByteLines, header: CsvHeader) {
  const text = lines.text();
  const [name = '', ...rest]: string[] = words(text.replaceAll(/[#,]/g, ' '));
  const keyword = name.toLowerCase().replace(/[:=]$/, '');
  if (!Object.hasOwn(COMMENTS, keyword)) return;
  const { least, most, form } = COMMENTS[keyword];
  const numbers = finiteNumbers(rest) ?? [];
  const [first, second, third = 0] = numbers;
  const isCount = numbers.length >= least && numbers.length <= most;
  if (!isCount || (keyword === 'timestep' && !Number.isSafeInteger(first)))
    throw lines.refusal(notFiniteNumbers(text, form), keyword);
  if (keyword === 'timestep') header.timestep = first;
  else if (keyword === 'origin') header.origin = { x: first, y: second };
  else header.box = checkedBox({ lx: first, ly: second, xy: third }, lines.place(keyword));
}

/** What the current line, that of the column names, says. */
function layoutOf(fields: Fields, lines: ByteLines): RowLayout {
  if (fields.count > MAX_COLUMNS) throw lines.refusal(`more than ${MAX_COLUMNS} columns`);
  const names = Array.from({ length: fields.count }, (_, field) => {
    const name = fields.text(field);
    const lower = name.toLowerCase();
    return roleOf(lower) === 'extra' ? name : lower;
  });
  for (const required of REQUIRED)
    if (!names.includes(required))
      throw lines.refusal(
        `no column '${required}' in the first line ${quoted(lines.text())}; expected names separated by commas: ` +
          'id,type,x,y and any others',
        required,
      );
  if (names.includes('')) throw lines.refusal('a column has no name');
  checkColumnNames(names, lines.place());
  return { names, roles: names.map(roleOf), types: 'label' };
}

/**
 * Comma-separated values: a line of column names with id, type, x, y (any order, any case) and whatever else, then
 * one row a particle. The box stands in a comment above, `# box lx ly [xy]`, or is given by the caller; `# origin x y`
 * and `# timestep n` may stand there too. One frame a file.
 */
export const csv: FormatReader = {
  id: 'csv',
  label: 'CSV',
  extensions: ['.csv'],

  recognises(head) {
    const first = head.split('\n').find((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
    if (first === undefined) return false;
    const names = first.split(',').map((name) => name.trim().replaceAll('"', '').toLowerCase());
    return names.length > 2 && names.includes('x') && names.includes('y');
  },

  async readFrame(lines, context) {
    const file = lines.source;
    const header: CsvHeader = { box: null, origin: { x: 0, y: 0 }, timestep: null };
    const fields = new Fields();
    let rows: ParticleRows | null = null;
    let anything = false;
    while (lines.next() || (await lines.advance())) {
      if (lines.isBlank()) continue;
      anything = true;
      if (lines.buffer[lines.start] === HASH) {
        if (rows === null) takeComment(lines, header);
        continue;
      }
      fields.splitCommas(lines.buffer, lines.start, lines.end);
      if (rows === null) rows = new ParticleRows(layoutOf(fields, lines), file);
      else rows.append(fields, lines.number);
    }
    if (!anything) return null;
    if (rows === null) throw lines.refusal('no line of column names; expected id,type,x,y');
    if (rows.count === 0) throw lines.refusal('no rows below the column names');

    if (header.box !== null) refuseOtherBox(header.box, context, lines);
    const box = header.box ?? context.box;
    if (box === undefined)
      throw new BadInput(
        "the file states no box: write '# box lx ly' (or '# box lx ly xy' for a tilted one) above the column names, " +
          'or give the box',
        { file, line: 1, field: 'box', question: { asks: 'box', problem: 'The file states no box.' } },
      );
    return {
      rows,
      timestep: header.timestep,
      box: { box: checkedBox(box, { file, field: 'box' }), origin: header.origin, height: 1 },
      warnings: warningsOfEnd(lines),
    };
  },
};

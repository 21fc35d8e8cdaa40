import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { assembleFrame, LENGTHS } from './assemble-frame.ts';
import type { ByteLines } from './byte-lines.ts';
import { Fields, finiteNumbers, MAX_COLUMNS, notFiniteNumbers, words } from './fields.ts';
import { checkedBox } from './file-box.ts';
import type { Frame } from './frame.ts';
import { type ColumnRole, ParticleRows, type RowLayout } from './particle-rows.ts';
import { checkColumnNames, type FormatReader, type ReadContext, refuseOtherBox, UNTERMINATED } from './reader.ts';

const ID = 'csv';
const HASH = 35;
const REQUIRED = ['id', 'type', 'x', 'y'] as const;

interface CsvHeader {
  box: { value: Box; line: number } | null;
  origin: { x: number; y: number };
  timestep: number | null;
}

/** The comments above the column names that mean something: `# box lx ly [xy]`, `# origin x y`, `# timestep n`. */
function takeComment(text: string, header: CsvHeader, place: { file: string; line: number }): void {
  const [name = '', ...rest]: string[] = words(text.replaceAll(/[#,]/g, ' '));
  const keyword = name.toLowerCase().replace(/[:=]$/, '');
  if (keyword !== 'box' && keyword !== 'origin' && keyword !== 'timestep') return;
  const where = { ...place, field: keyword };
  const numbers = finiteNumbers(rest);
  if (keyword === 'box') {
    if (numbers === null || numbers.length < 2 || numbers.length > 3)
      throw new BadInput(notFiniteNumbers(text, "'# box lx ly' or '# box lx ly xy'"), where);
    const [lx, ly, xy = 0] = numbers;
    header.box = { value: checkedBox({ lx, ly, xy }, where), line: place.line };
  } else if (keyword === 'origin') {
    if (numbers?.length !== 2) throw new BadInput(notFiniteNumbers(text, "'# origin x y'"), where);
    header.origin = { x: numbers[0], y: numbers[1] };
  } else {
    if (numbers?.length !== 1 || !Number.isSafeInteger(numbers[0]))
      throw new BadInput(notFiniteNumbers(text, "'# timestep n'"), where);
    header.timestep = numbers[0];
  }
}

function layoutOf(fields: Fields, text: string, place: { file: string; line: number }): RowLayout {
  if (fields.count > MAX_COLUMNS) throw new BadInput(`more than ${MAX_COLUMNS} columns`, place);
  const names = Array.from({ length: fields.count }, (_, field) => {
    const name = fields.text(field);
    const lower = name.toLowerCase();
    return lower === 'z' || REQUIRED.some((own) => own === lower) ? lower : name;
  });
  for (const required of REQUIRED)
    if (!names.includes(required))
      throw new BadInput(
        `no column '${required}' in the first line ${quoted(text)}; expected names separated by commas: ` +
          'id,type,x,y and any others',
        { ...place, field: required },
      );
  if (names.includes('')) throw new BadInput('a column has no name', place);
  checkColumnNames(names, place);
  const own: Readonly<Record<string, ColumnRole>> = { id: 'id', type: 'type', x: 'x', y: 'y', z: 'z' };
  return { names, roles: names.map((name) => own[name] ?? 'extra'), types: 'label' };
}

/**
 * Comma-separated values: a line of column names with id, type, x, y (any order, any case) and whatever else, then
 * one row a particle. The box stands in a comment above, `# box lx ly [xy]`, or is given by the caller; `# origin x y`
 * and `# timestep n` may stand there too. One frame a file.
 */
export const csv: FormatReader = {
  id: ID,
  label: 'CSV',
  single: true,
  extensions: ['.csv'],

  recognises(head: string): boolean {
    const first = head.split('\n').find((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
    if (first === undefined) return false;
    const names = first.split(',').map((name) => name.trim().replaceAll('"', '').toLowerCase());
    return names.length > 2 && names.includes('x') && names.includes('y');
  },

  async readFrame(lines: ByteLines, context: ReadContext): Promise<Frame | null> {
    const file = context.source;
    const header: CsvHeader = { box: null, origin: { x: 0, y: 0 }, timestep: null };
    const fields = new Fields();
    let rows: ParticleRows | null = null;
    let anything = false;
    for (;;) {
      if (!lines.next()) {
        if (await lines.fill()) continue;
        break;
      }
      if (lines.isBlank()) continue;
      anything = true;
      if (lines.buffer[lines.start] === HASH) {
        if (rows === null) takeComment(lines.text(), header, { file, line: lines.number });
        continue;
      }
      fields.splitCommas(lines.buffer, lines.start, lines.end);
      if (rows === null) rows = new ParticleRows(layoutOf(fields, lines.text(), { file, line: lines.number }), file);
      else rows.append(fields, lines.number);
    }
    if (!anything) return null;
    if (rows === null)
      throw new BadInput('no line of column names; expected id,type,x,y', { file, line: lines.number });
    if (rows.count === 0) throw new BadInput('no rows below the column names', { file, line: lines.number });

    if (header.box !== null) refuseOtherBox(header.box.value, context);
    const box = header.box?.value ?? context.box;
    if (box === undefined)
      throw new BadInput(
        "the file states no box: write '# box lx ly' (or '# box lx ly xy' for a tilted one) above the column names, " +
          'or give the box',
        { file, line: 1, field: 'box', question: { asks: 'box', problem: 'The file states no box.' } },
      );
    return assembleFrame(rows, {
      source: file,
      format: ID,
      frameIndex: context.frameIndex,
      timestep: header.timestep,
      box: { box: checkedBox(box, { file, field: 'box' }), origin: header.origin, height: 1 },
      kinds: LENGTHS,
      warnings: lines.terminated ? [] : [UNTERMINATED],
    });
  },

  async skipFrame(lines: ByteLines): Promise<boolean> {
    if (!(await lines.advanceToText())) return false;
    while (await lines.advance());
    return true;
  },
};

import { BadInput } from '../../native-workers/text/bad-input.ts';
import { listed } from '../../native-workers/text/quoted.ts';
import { assembleFrame, type CoordinateKinds } from './assemble-frame.ts';
import type { ByteLines } from './byte-lines.ts';
import { CountedRows } from './counted-rows.ts';
import { Fields } from './fields.ts';
import type { Frame } from './frame.ts';
import { type DumpHeader, readDumpHeader } from './lammps-dump-header.ts';
import { ParticleRows, type ColumnRole, type RowLayout } from './particle-rows.ts';
import { checkColumnNames, type FormatReader, type ReadContext, refuseOtherBox, UNTERMINATED } from './reader.ts';

const ID = 'lammps-dump';

/** How LAMMPS names a coordinate, best first: u is unwrapped, s a fraction of the box. */
const COORDINATE_ENDINGS = ['', 'u', 's', 'su'] as const;
type Ending = (typeof COORDINATE_ENDINGS)[number];

const isFraction = (ending: Ending): boolean => ending.startsWith('s');
const isUnwrapped = (ending: Ending): boolean => ending.endsWith('u');

/**
 * Endings of the x and y columns to use: alike if possible. In a tilted box an unwrapped y moves x by the tilt, so
 * that lengths x and y mean one point only if both are wrapped or both are not; a fraction has no such ambiguity.
 */
function coordinatePair(header: DumpHeader, file: string): [Ending, Ending] {
  const { columns, line } = header;
  const present = (axis: string): Ending[] => COORDINATE_ENDINGS.filter((ending) => columns.includes(axis + ending));
  const [xs, ys] = [present('x'), present('y')];
  for (const [axis, found] of [
    ['x', xs],
    ['y', ys],
  ] as const)
    if (found.length === 0)
      throw new BadInput(
        `no column for ${axis}: expected one of ${COORDINATE_ENDINGS.map((ending) => axis + ending).join(', ')} ` +
          `among '${listed(columns, ' ')}'`,
        { file, line, field: axis },
      );
  const alike = xs.find((ending) => ys.includes(ending));
  if (alike !== undefined) return [alike, alike];
  const [x, y] = [xs[0], ys[0]];
  if (header.box.turn !== undefined || (header.box.box.xy !== 0 && !isFraction(x) && isUnwrapped(x) !== isUnwrapped(y)))
    throw new BadInput(
      `in a tilted box the columns x${x} and y${y} do not name one point (one is wrapped, the other is not); dump a pair`,
      { file, line, field: `x${x} y${y}` },
    );
  return [x, y];
}

function layoutOf(header: DumpHeader, file: string): { layout: RowLayout; kinds: CoordinateKinds } {
  const { columns, line } = header;
  const place = { file, line };
  checkColumnNames(columns, place);
  if (!columns.includes('id'))
    throw new BadInput(
      `no column 'id' among '${listed(columns, ' ')}': rows of a dump are in no fixed order, so each needs its particle id`,
      { ...place, field: 'id' },
    );
  // LAMMPS defines type labels as names of the numeric types, one to one; an element may be shared by several types.
  const type = ['typelabel', 'type', 'element'].find((name) => columns.includes(name));
  if (type === undefined)
    throw new BadInput(`no column 'type' among '${listed(columns, ' ')}'`, { ...place, field: 'type' });
  const [x, y] = coordinatePair(header, file);
  const z = COORDINATE_ENDINGS.find((ending) => columns.includes(`z${ending}`));
  const roles = columns.map((name): ColumnRole => {
    if (name === 'id') return 'id';
    if (name === type) return 'type';
    if (name === 'type' && type === 'typelabel') return 'unused';
    if (name === `x${x}`) return 'x';
    if (name === `y${y}`) return 'y';
    if (z !== undefined && name === `z${z}`) return 'z';
    return 'extra';
  });
  const kind = (ending: Ending | undefined): 'length' | 'fraction' =>
    ending !== undefined && isFraction(ending) ? 'fraction' : 'length';
  return {
    layout: { names: columns, roles, types: type === 'type' ? 'integer' : 'label' },
    kinds: { x: kind(x), y: kind(y), z: kind(z) },
  };
}

function countedRows(lines: ByteLines, context: ReadContext, { count }: DumpHeader): CountedRows {
  return new CountedRows(lines, context, {
    count,
    things: 'atoms',
    field: 'NUMBER OF ATOMS',
    beginsFrame: (line) => line.startsWith('ITEM:'),
  });
}

/**
 * Text dumps of LAMMPS, styles atom and custom (LAMMPS manual, `dump`). Columns by name in any order; x, xu, xs, xsu
 * (y alike); `type`, else `typelabel` or `element`, gives the type; everything else is kept as a column.
 * A z column must be constant. Rows may come in any order; ids need not be contiguous.
 */
export const lammpsDump: FormatReader = {
  id: ID,
  label: 'LAMMPS dump',
  single: false,
  extensions: ['.dump', '.lammpstrj', '.atom', '.lammpsdump'],

  recognises(head: string): boolean {
    return /^\s*ITEM:/.test(head);
  },

  async readFrame(lines: ByteLines, context: ReadContext): Promise<Frame | null> {
    const file = context.source;
    const header = await readDumpHeader(lines, file);
    if (header === null) return null;
    const { layout, kinds } = layoutOf(header, file);
    refuseOtherBox(header.box.box, context);
    const rows = new ParticleRows(layout, file);
    const fields = new Fields();
    /** Whether the last row, and the one before, end with a blank. */
    const blank = { last: false, before: false };
    const counted = countedRows(lines, context, header);
    await counted.each(() => {
      fields.splitBlanks(lines.buffer, lines.start, lines.end);
      if (fields.count > 0 && lines.buffer[fields.starts[0]] === 73 && fields.text(0) === 'ITEM:')
        throw new BadInput(`states ${header.count} atoms, but only ${rows.count} rows follow`, {
          file,
          line: lines.number,
          field: 'NUMBER OF ATOMS',
        });
      rows.append(fields, lines.number);
      blank.before = blank.last;
      blank.last = lines.end > fields.ends[fields.count - 1];
    });
    if (!lines.terminated) {
      // Older LAMMPS ends every row with a blank: a last row without blank and line end has lost the end of a number.
      if (blank.before && !blank.last) throw counted.cutOff(rows.count - 1);
      header.warnings.push(UNTERMINATED);
    }
    await counted.end();
    return assembleFrame(rows, {
      source: file,
      format: ID,
      frameIndex: context.frameIndex,
      timestep: header.timestep,
      box: header.box,
      kinds,
      warnings: header.warnings,
    });
  },

  async skipFrame(lines: ByteLines, context: ReadContext): Promise<boolean> {
    const header = await readDumpHeader(lines, context.source);
    if (header === null) return false;
    await countedRows(lines, context, header).skip();
    return true;
  },
};

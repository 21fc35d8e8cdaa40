import { listed } from '../../native-workers/text/quoted.ts';
import type { CoordinateKinds } from './assemble-frame.ts';
import type { ByteLines } from './byte-lines.ts';
import { type CountedRows, passRows } from './counted-rows.ts';
import { Fields } from './fields.ts';
import { DUMP_ROWS, type DumpHeader, readDumpHeader } from './lammps-dump-header.ts';
import { type ColumnRole, ParticleRows, type RowLayout } from './particle-rows.ts';
import { checkColumnNames, type FormatReader, type ReadContext, refuseOtherBox } from './reader.ts';
import { numbersAhead, rowsAhead } from './rows-ahead.ts';

/** How LAMMPS names a coordinate, best first: u is unwrapped, s a fraction of the box. */
const COORDINATE_ENDINGS = ['', 'u', 's', 'su'] as const;
type Ending = (typeof COORDINATE_ENDINGS)[number];

const isFraction = (ending: Ending) => ending.startsWith('s');
const isUnwrapped = (ending: Ending) => ending.endsWith('u');

/**
 * Endings of the x and y columns to use: alike if possible. In a tilted box an unwrapped y moves x by the tilt, so
 * that lengths x and y mean one point only if both are wrapped or both are not; a fraction has no such ambiguity.
 */
function coordinatePair({ columns, box }: DumpHeader, lines: ByteLines) {
  const [xs, ys] = ['x', 'y'].map((axis) => {
    const present = COORDINATE_ENDINGS.filter((ending) => columns.includes(axis + ending));
    if (present.length > 0) return present;
    throw lines.refusal(
      `no column for ${axis}: expected one of ${COORDINATE_ENDINGS.map((ending) => axis + ending).join(', ')} ` +
        `among '${listed(columns, ' ')}'`,
      axis,
    );
  });
  const alike = xs.find((ending) => ys.includes(ending));
  if (alike !== undefined) return [alike, alike];
  const [x, y] = [xs[0], ys[0]];
  if (
    box.turn !== undefined ||
    box.exchanged === true ||
    (box.box.xy !== 0 && !isFraction(x) && isUnwrapped(x) !== isUnwrapped(y))
  )
    throw lines.refusal(
      `in a tilted box the columns x${x} and y${y} do not name one point (one is wrapped, the other is not); dump a pair`,
      `x${x} y${y}`,
    );
  return [x, y];
}

interface ColumnsOfDump {
  layout: RowLayout;
  kinds: CoordinateKinds;
  warnings: string[];
}

function layoutOf(header: DumpHeader, lines: ByteLines): ColumnsOfDump {
  const { columns } = header;
  checkColumnNames(columns, lines.place());
  // LAMMPS defines type labels as names of the numeric types, one to one; an element may be shared by several types.
  const type = ['typelabel', 'type', 'element'].find((name) => columns.includes(name));
  const [x, y] = coordinatePair(header, lines);
  const z = COORDINATE_ENDINGS.find((ending) => columns.includes(`z${ending}`)) ?? '';
  const roles = new Map<string, ColumnRole>([
    ['id', 'id'],
    ['type', type === 'typelabel' ? 'unused' : 'extra'],
    ...(type === undefined ? [] : [[type, 'type'] as const]),
    [`x${x}`, 'x'],
    [`y${y}`, 'y'],
    [`z${z}`, 'z'],
  ]);
  const kind = (ending: Ending) => (isFraction(ending) ? 'fraction' : 'length');
  return {
    layout: {
      names: columns,
      roles: columns.map((name) => roles.get(name) ?? 'extra'),
      types: type === 'type' ? 'either' : 'label',
    },
    kinds: { x: kind(x), y: kind(y), z: kind(z) },
    warnings: [
      ...(columns.includes('id')
        ? []
        : ["There is no column 'id': particles are numbered from 1 in the order of the rows."]),
      ...(type === undefined ? ["There is no column 'type': all particles are taken as of one type, '1'."] : []),
    ],
  };
}

function rowsOf({ firstLine, count }: DumpHeader, context: ReadContext): CountedRows {
  return { words: DUMP_ROWS, context, firstLine, count };
}

/**
 * Text dumps of LAMMPS, styles atom and custom (LAMMPS manual, `dump`). Columns by name in any order; x, xu, xs, xsu
 * (y alike); `type`, else `typelabel` or `element`, gives the type; everything else is kept as a column.
 * A z column must be constant. Rows may come in any order; ids need not be contiguous. Without `id` the rows are
 * numbered, without any type there is one; both are said.
 */
export const lammpsDump: FormatReader = {
  id: 'lammps-dump',
  label: 'LAMMPS dump',
  extensions: ['.dump', '.lammpstrj', '.atom', '.lammpsdump'],

  recognises(head) {
    return /^\s*ITEM:/.test(head);
  },

  async readFrame(lines, context) {
    const header = await readDumpHeader(lines, context);
    if (header === null) return null;
    const { timestep, box } = header;
    const { layout, kinds, warnings } = layoutOf(header, lines);
    refuseOtherBox(box.box, context, lines);
    const rows = new ParticleRows(layout, lines.source, header.count);
    const fields = new Fields();
    const take = () => {
      fields.splitBlanks(lines.buffer, lines.start, lines.end);
      rows.append(fields, lines.number);
    };
    const ofEnd = await passRows(lines, { ...rowsOf(header, context), take, takeAhead: rowsAhead(rows, lines) });
    return {
      rows,
      timestep,
      box,
      kinds,
      wayOnFromFractions: 'name the columns xs and ys',
      warnings: [...header.warnings, ...warnings, ...ofEnd],
    };
  },

  async skipFrame(lines, context) {
    const header = await readDumpHeader(lines, context);
    if (header === null) return false;
    await passRows(lines, { ...rowsOf(header, context), takeAhead: numbersAhead(lines, header.columns.length) });
    return true;
  },
};

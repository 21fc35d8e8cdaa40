import { addDecimals } from './decimal.ts';
import { MAX_PARTICLE_ID } from './frame.ts';
import {
  encodingOf,
  fitTexts,
  type FormatWriter,
  numberedTypes,
  numberText,
  type ParticleStructure,
  pointText,
  tableLines,
  valueTexts,
} from './writer.ts';

const BLANKS = /\s/g;

/**
 * The bounds of the orthogonal box around a tilted one: x from min(0, xy) to lx + max(0, xy). The sum is written in
 * full, so that taking the tilt off again gives lx to the last bit.
 */
function boundsText({ lx, ly, xy }: ParticleStructure['box']): string {
  if (xy === 0) return `ITEM: BOX BOUNDS pp pp pp\n0 ${numberText(lx)}\n0 ${numberText(ly)}\n-0.5 0.5\n`;
  const tilt = numberText(xy);
  const [low, high] = xy < 0 ? [tilt, numberText(lx)] : ['0', addDecimals(numberText(lx), tilt)];
  return `ITEM: BOX BOUNDS xy xz yz pp pp pp\n${low} ${high} ${tilt}\n0 ${numberText(ly)} 0\n-0.5 0.5 0\n`;
}

function* pieces(structure: ParticleStructure): Generator<string, void> {
  const { ids, types, positions, typeLabels, columns } = structure;
  const { numbers, named } = numberedTypes(typeLabels, MAX_PARTICLE_ID);
  const names = fitTexts(
    columns.map((column) => column.name),
    BLANKS,
    /^(id|type|typelabel|[xyz])$/,
  );
  const labels = named ? fitTexts(typeLabels, BLANKS) : [];
  const titles = ['id', 'type', 'x', 'y', ...names, ...(named ? ['typelabel'] : [])];
  const texts = columns.map((column) => valueTexts(column, BLANKS));
  if (named) texts.push((row) => labels[types[row]]);

  yield `ITEM: TIMESTEP\n${structure.timestep ?? 0}\nITEM: NUMBER OF ATOMS\n${ids.length}\n`;
  yield boundsText(structure.box);
  yield `ITEM: ATOMS ${titles.join(' ')}\n`;
  const first = (row: number): string => `${ids[row]} ${numbers[types[row]]} ${pointText(positions, row, ' ')}`;
  yield* tableLines(ids.length, ' ', first, texts);
}

/**
 * LAMMPS text dump, one frame: columns id, type, x, y, then the others. Types that are no numbers are numbered from 1
 * and named in a last column `typelabel`. A structure without time step gets 0.
 */
export const dumpWriter: FormatWriter = {
  id: 'dump',
  label: 'LAMMPS dump',
  extension: '.dump',
  encode: encodingOf(pieces),
};

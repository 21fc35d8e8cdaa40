import { addDecimals } from './decimal.ts';
import { MAX_PARTICLE_ID } from './frame.ts';
import {
  type Encoded,
  fitTexts,
  type FormatWriter,
  numberedTypes,
  numberText,
  type ParticleStructure,
  textChunks,
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

  yield `ITEM: TIMESTEP\n${structure.timestep ?? 0}\nITEM: NUMBER OF ATOMS\n${ids.length}\n`;
  yield boundsText(structure.box);
  yield `ITEM: ATOMS ${titles.join(' ')}\n`;
  for (let row = 0; row < ids.length; row += 1) {
    let line = `${ids[row]} ${numbers[types[row]]} ${numberText(positions[2 * row])} ${numberText(positions[2 * row + 1])}`;
    for (const text of texts) line += ` ${text(row)}`;
    if (named) line += ` ${labels[types[row]]}`;
    yield `${line}\n`;
  }
}

/**
 * LAMMPS text dump, one frame: columns id, type, x, y, then the others. Types that are no numbers are numbered from 1
 * and named in a last column `typelabel`. A structure without time step gets 0.
 */
export const dumpWriter: FormatWriter = {
  id: 'dump',
  label: 'LAMMPS dump',
  extension: '.dump',
  encode: (structure): Encoded => ({ chunks: textChunks(pieces(structure)), omitted: [] }),
};

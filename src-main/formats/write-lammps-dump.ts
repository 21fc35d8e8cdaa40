import type { Box } from '../../native-workers/configuration/configuration.ts';
import { decimal } from './decimal.ts';
import { MAX_PARTICLE_ID } from './frame.ts';
import {
  fitNames,
  fitTexts,
  type FormatWriter,
  numberedTypes,
  numberText,
  pointText,
  tableLines,
  valueTexts,
} from './writer.ts';

const BLANKS = /\s/g;

/**
 * The bounds of the orthogonal box around a tilted one: x from min(0, xy) to lx + max(0, xy). The sum is written in
 * full, so that taking the tilt off again gives lx to the last bit.
 */
function boundsText({ lx, ly, xy }: Box, isTilted: boolean) {
  if (!isTilted) return `ITEM: BOX BOUNDS pp pp pp\n0 ${numberText(lx)}\n0 ${numberText(ly)}\n-0.5 0.5\n`;
  const tilt = numberText(xy);
  const [low, high] = xy < 0 ? [tilt, numberText(lx)] : ['0', decimal(numberText(lx)).plus(tilt).toFixed()];
  return `ITEM: BOX BOUNDS xy xz yz pp pp pp\n${low} ${high} ${tilt}\n0 ${numberText(ly)} 0\n-0.5 0.5 0\n`;
}

/**
 * LAMMPS text dump, one frame: columns id, type, x, y, z (0: LAMMPS, OVITO, ASE and MDAnalysis want one), then the others. Types that are no numbers are numbered from 1
 * and named in a last column `typelabel`. A structure without time step gets 0.
 */
export const dumpWriter: FormatWriter = {
  id: 'dump',
  label: 'LAMMPS dump',
  extension: '.dump',
  hasFrames: true,

  *pieces({ ids, types, typeLabels, positions, columns, box, timestep, isTilted = box.xy !== 0 }) {
    const { numbers, named } = numberedTypes(typeLabels, MAX_PARTICLE_ID);
    const names = fitNames(columns, BLANKS, /^(id|type|typelabel|[xyz])$/);
    const texts = valueTexts(columns, BLANKS);
    if (named) {
      const labels = fitTexts(typeLabels, BLANKS);
      names.push('typelabel');
      texts.push((row) => labels[types[row]]);
    }
    yield `ITEM: TIMESTEP\n${timestep ?? 0}\nITEM: NUMBER OF ATOMS\n${ids.length}\n`;
    yield boundsText(box, isTilted);
    yield `ITEM: ATOMS ${['id', 'type', 'x', 'y', 'z', ...names].join(' ')}\n`;
    const first = (row: number) => `${ids[row]} ${numbers[types[row]]} ${pointText(positions, row, ' ')} 0`;
    yield* tableLines(ids.length, ' ', first, texts);
  },
};

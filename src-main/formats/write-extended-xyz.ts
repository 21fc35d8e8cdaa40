import { symbolsOfTypes } from './chemical-symbols.ts';
import type { ParticleColumn } from './frame.ts';
import { fitNames, fitTexts, type FormatWriter, numberText, pointText, tableLines, valueTexts } from './writer.ts';

const BLANKS = /\s/g;
/** Blanks end a property list, colons part it, quotes and backslashes would have to be escaped. */
const UNFIT_FOR_NAMES = /[\s:"\\]/g;

/** Columns `velo[1]`, `velo[2]`, ... in a row are one property of so many columns. */
function properties(columns: readonly ParticleColumn[]) {
  const names = fitNames(columns, UNFIT_FOR_NAMES, /^(species|label|id|pos)$/);
  const parts: { name: string; kind: string; width: number }[] = [];
  names.forEach((name, at) => {
    const kind = columns[at].labels === undefined ? 'R' : 'S';
    const [, base, index] = /^(.+)\[([1-9]\d*)\]$/.exec(name) ?? [];
    const last = parts.at(-1);
    if (last !== undefined && last.kind === kind && last.name === base && Number(index) === last.width + 1)
      last.width += 1;
    else {
      const isFirst = index === '1' && names[at + 1] === `${base}[2]` && !names.includes(base);
      parts.push({ name: isFirst ? base : name, kind, width: 1 });
    }
  });
  return parts.map(({ name, kind, width }) => `:${name}:${kind}:${width}`).join('');
}

/**
 * Extended XYZ, one frame: species, pos (z = 0), id, then the other columns; c = (0, 0, 1), pbc "T T F". Species are
 * chemical symbols (`symbolsOfTypes`), since ASE and others read nothing else; labels that are none follow in a column
 * `label`, which our reader takes first. Blanks in labels and names become underscores.
 */
export const xyzWriter: FormatWriter = {
  id: 'xyz',
  label: 'extended XYZ',
  extension: '.xyz',

  *pieces({ ids, types, typeLabels, positions, columns, box, timestep }) {
    const { symbols, named } = symbolsOfTypes(typeLabels);
    const labels = fitTexts(typeLabels, BLANKS);
    const [lx, ly, xy] = [box.lx, box.ly, box.xy].map(numberText);
    yield `${ids.length}\n`;
    yield `Lattice="${lx} 0 0 ${xy} ${ly} 0 0 0 1" Properties="species:S:1:pos:R:3:id:I:1${named ? ':label:S:1' : ''}${properties(columns)}" pbc="T T F"`;
    yield timestep === null ? '\n' : ` Timestep=${timestep}\n`;
    const first = (row: number) =>
      `${symbols[types[row]]} ${pointText(positions, row, ' ')} 0 ${ids[row]}${named ? ` ${labels[types[row]]}` : ''}`;
    yield* tableLines(ids.length, ' ', first, valueTexts(columns, BLANKS));
  },
};

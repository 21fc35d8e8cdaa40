import { symbolsOfTypes } from './chemical-symbols.ts';
import type { ParticleColumn } from './frame.ts';
import {
  fitNames,
  fitTexts,
  type FormatWriter,
  type FrameFact,
  numberText,
  type ParticleVector,
  pointText,
  tableLines,
  valueTexts,
} from './writer.ts';

const BLANKS = /\s/g;
/** Blanks end a property list, colons part it, quotes and backslashes would have to be escaped. */
const UNFIT_FOR_NAMES = /[\s:"\\]/g;

/** Vectors are properties of three columns; columns `velo[1]`, `velo[2]`, ... in a row one of so many. */
function properties(vectors: readonly ParticleVector[], columns: readonly ParticleColumn[]) {
  const all = fitNames([...vectors, ...columns], UNFIT_FOR_NAMES, /^(species|label|id|pos)$/);
  const names = all.slice(vectors.length);
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
  const ofVectors = all.slice(0, vectors.length).map((name) => ({ name, kind: 'R', width: 3 }));
  return [...ofVectors, ...parts].map(({ name, kind, width }) => `:${name}:${kind}:${width}`).join('');
}

/** `key=value`; lists in quotes, one number for each mode. What does not exist is left out, in lists it is nan. */
function factText(key: string, fact: FrameFact) {
  if (fact === null) return '';
  if (typeof fact === 'number') return ` ${key}=${numberText(fact)}`;
  // Escapes are read differently by different programs.
  const text =
    typeof fact === 'string' ? fact.replaceAll(/["\\\s]/g, '_') : fact.map((value) => numberText(value ?? NaN));
  return ` ${key}="${typeof text === 'string' ? text : text.join(' ')}"`;
}

/**
 * Extended XYZ, one frame: species, pos (z = 0), id, vectors (z = 0, since programs draw those of three parts), then the
 * other columns; facts as further keys of the second line; c = (0, 0, 1), pbc "T T F". Species are
 * chemical symbols (`symbolsOfTypes`), since ASE and others read nothing else; labels that are none follow in a column
 * `label`, which our reader takes first. Blanks in labels and names become underscores.
 */
export const xyzWriter: FormatWriter = {
  id: 'xyz',
  label: 'extended XYZ',
  extension: '.xyz',
  hasVectors: true,
  hasFrames: true,

  *pieces({ ids, types, typeLabels, positions, vectors = [], columns, box, timestep, facts = {} }) {
    const { symbols, named } = symbolsOfTypes(typeLabels);
    const labels = fitTexts(typeLabels, BLANKS);
    const [lx, ly, xy] = [box.lx, box.ly, box.xy].map(numberText);
    yield `${ids.length}\n`;
    yield `Lattice="${lx} 0 0 ${xy} ${ly} 0 0 0 1" Properties="species:S:1:pos:R:3:id:I:1${named ? ':label:S:1' : ''}${properties(vectors, columns)}" pbc="T T F"`;
    if (timestep !== null) yield ` Timestep=${timestep}`;
    for (const [key, fact] of Object.entries(facts)) yield factText(key, fact);
    yield '\n';
    const first = (row: number) =>
      `${symbols[types[row]]} ${pointText(positions, row, ' ')} 0 ${ids[row]}${named ? ` ${labels[types[row]]}` : ''}`;
    const ofVectors = vectors.map(
      ({ values }) =>
        (row: number) =>
          `${pointText(values, row, ' ')} 0`,
    );
    yield* tableLines(ids.length, ' ', first, [...ofVectors, ...valueTexts(columns, BLANKS)]);
  },
};

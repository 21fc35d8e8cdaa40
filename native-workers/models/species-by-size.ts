import type { Model } from './model.ts';

/** Names of types that say how large their particles are, from the smallest, in any case. */
const SIZE_WORDS = [
  ['s', 'small', 'smaller', 'little'],
  ['m', 'medium', 'middle'],
  ['l', 'large', 'larger', 'big', 'bigger'],
];
/** Diameters that text files state of one species differ by less, of themselves. */
const SAME_SIZE = 1e-4;

/** The one diameter of the particles of each type; null where they differ within one, or a size is none. */
export function sizesOfTypes(diameters: Float64Array, types: Uint8Array, count: number): number[] | null {
  const sizes = new Array<number>(count).fill(NaN);
  for (const [row, diameter] of diameters.entries()) {
    const size = sizes[types[row]];
    if (Number.isNaN(size)) sizes[types[row]] = diameter;
    else if (!(Math.abs(diameter - size) <= SAME_SIZE * size)) return null;
  }
  return sizes.every((size) => size > 0 && size < Infinity) ? sizes : null;
}

/** Places in ascending order of size; null where two are alike. */
function ranksOf(sizes: readonly number[]) {
  const sorted = sizes.toSorted((a, b) => a - b);
  const areDistinct = sorted.every((size, at) => at === 0 || size - sorted[at - 1] > SAME_SIZE * Math.abs(size));
  return areDistinct ? sizes.map((size) => sorted.indexOf(size)) : null;
}

function sizesInWords(labels: readonly string[]) {
  const sizes = labels.map((label) => SIZE_WORDS.findIndex((words) => words.includes(label.toLowerCase())));
  return sizes.includes(-1) ? null : sizes;
}

/**
 * The species of each type by how large its particles are: by the diameters that the file states of the types, else by
 * names such as `small` and `large`. Null where neither tells, or the model's species are not of different sizes.
 */
export function speciesBySize(
  { species }: Model,
  labels: readonly string[],
  sizes: readonly number[] | null,
): number[] | null {
  if (labels.length !== species.length || labels.length < 2) return null;
  const known = sizes ?? sizesInWords(labels);
  const ranks = known === null ? null : ranksOf(known);
  const own = ranksOf(species.map(({ diameter }) => diameter));
  return ranks === null || own === null ? null : ranks.map((rank) => own.indexOf(rank));
}

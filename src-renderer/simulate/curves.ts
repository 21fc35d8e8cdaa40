import type { Arrays } from '../client/safetensors.ts';
import type { Line } from '../design/plot/line-plot.ts';
import { pairToken, speciesToken } from '../design/species-colours.ts';

const COORDINATION = 'coordination/';

/** Token of the line of all particles, and of one whose species are not told. */
const ALL = '--text';
const UNKNOWN = '--text-dim';

/** The values of an array; none where it is not there (yet). */
export function valuesOf(arrays: Arrays, name: string): ArrayLike<number> {
  return arrays.get(name) ?? [];
}

/** What follows a prefix in the names of the arrays. */
function namesAfter(arrays: Arrays, prefix: string) {
  return Array.from(arrays.keys()).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
}

/** Species and pairs of them, by their capital letters. */
const isOfSpecies = (part: string) => /^[A-Z]/.test(part);

/** Names of the species, in their order. */
function speciesOf(arrays: Arrays) {
  const counted = namesAfter(arrays, COORDINATION);
  // A run tells how far each species has moved before it counts neighbours.
  return counted.length > 0 ? counted : namesAfter(arrays, 'msd/').filter(isOfSpecies);
}

/** The colour that a species, or a pair of them, has everywhere. */
function colourOf(part: string, species: readonly string[]) {
  const own = species.indexOf(part);
  if (own >= 0) return speciesToken(own);
  for (const [one, first] of species.entries())
    for (const [other, second] of species.entries()) if (first + second === part) return pairToken(one, other);
  return UNKNOWN;
}

/**
 * The lines over one abscissa: `prefix` + `all` for all particles, then one for each other array of that prefix whose
 * name is that of a species or a pair of them.
 */
export function linesOf(arrays: Arrays, prefix: string, all: string): Line[] {
  const parts = namesAfter(arrays, prefix).filter(isOfSpecies);
  const species = speciesOf(arrays);
  const lines = parts.map((label) => ({
    label,
    values: valuesOf(arrays, prefix + label),
    colour: colourOf(label, species),
  }));
  // One species is all particles.
  return [{ label: 'all', values: valuesOf(arrays, prefix + all), colour: ALL }, ...(lines.length > 1 ? lines : [])];
}

/** Particles with so many neighbours, of each species and of all; those that occur and what lies between. */
export interface CoordinationBar {
  z: number;
  total: number;
  parts: { species: string; count: number }[];
}

/** The histogram of coordination numbers from the arrays `coordination/SPECIES`. */
export function coordinationBars(arrays: Arrays): CoordinationBar[] {
  const counts = namesAfter(arrays, COORDINATION).map((species) => ({
    species,
    counts: valuesOf(arrays, COORDINATION + species),
  }));
  const columns = Math.max(0, ...counts.map(({ counts: { length } }) => length));
  const bars = Array.from({ length: columns }, (_, z) => {
    const parts = counts.map(({ species, counts: all }) => ({ species, count: all[z] ?? 0 }));
    return { z, parts, total: parts.reduce((sum, { count }) => sum + count, 0) };
  });
  const first = bars.findIndex(({ total }) => total > 0);
  return first === -1 ? [] : bars.slice(first);
}

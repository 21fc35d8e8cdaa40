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

/** Names of the species, in their order. */
function speciesOf(arrays: Arrays): string[] {
  const named = (prefix: string) =>
    Array.from(arrays.keys())
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length));
  const counted = named(COORDINATION);
  // A run tells how far each species has moved before it counts neighbours.
  return counted.length > 0 ? counted : named('msd/').filter((name) => /^[A-Z]/.test(name));
}

/** The colour that a species, or a pair of them, has everywhere. */
function colourOf(part: string, species: readonly string[]): string {
  const own = species.indexOf(part);
  if (own >= 0) return speciesToken(own);
  for (const [one, first] of species.entries())
    for (const [other, second] of species.entries()) if (first + second === part) return pairToken(one, other);
  return UNKNOWN;
}

/**
 * The lines over one abscissa: `prefix` + `all` for all particles, then one for each other array of that prefix whose
 * name is that of a species or a pair of them (capital letters).
 */
export function linesOf(arrays: Arrays, prefix: string, all: string): Line[] {
  const parts = Array.from(arrays.keys()).filter(
    (name) => name.startsWith(prefix) && /^[A-Z]/.test(name.slice(prefix.length)),
  );
  // One species is all particles.
  const shown = parts.length > 1 ? parts : [];
  const species = speciesOf(arrays);
  return [prefix + all, ...shown].map((name, at) => {
    const part = name.slice(prefix.length);
    const values = valuesOf(arrays, name);
    return at === 0 ? { label: 'all', values, colour: ALL } : { label: part, values, colour: colourOf(part, species) };
  });
}

/** Particles with so many neighbours, of each species and of all; those that occur and what lies between. */
export interface CoordinationBar {
  z: number;
  total: number;
  parts: { species: string; count: number }[];
}

/** The histogram of coordination numbers from the arrays `coordination/SPECIES`. */
export function coordinationBars(arrays: Arrays): CoordinationBar[] {
  const species = Array.from(arrays.keys()).filter((name) => name.startsWith(COORDINATION));
  const columns = Math.max(0, ...species.map((name) => arrays.get(name)?.length ?? 0));
  const bars = Array.from({ length: columns }, (_, z) => {
    const parts = species.map((name) => ({
      species: name.slice(COORDINATION.length),
      count: valuesOf(arrays, name)[z] ?? 0,
    }));
    return { z, parts, total: parts.reduce((sum, { count }) => sum + count, 0) };
  });
  const first = bars.findIndex(({ total }) => total > 0);
  return first === -1 ? [] : bars.slice(first);
}

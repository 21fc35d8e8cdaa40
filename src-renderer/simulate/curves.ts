import type { NumericArray } from '../app/safetensors.ts';
import type { Line } from './Plot.svelte';

/** Colours of lines, the one of all particles first. */
const COLOURS = ['--text', '--species-a', '--accent', '--longitudinal', '--species-c'] as const;

/** Arrays of a structure or a trace by the names of the API. */
export type NamedArrays = ReadonlyMap<string, NumericArray>;

/** The values of an array; none where it is not there (yet). */
export function valuesOf(arrays: NamedArrays, name: string): ArrayLike<number> {
  return arrays.get(name) ?? [];
}

/**
 * The lines over one abscissa: `prefix` + `all` for all particles, then one for each other array of that prefix whose
 * name is that of a species or a pair of them (capital letters).
 */
export function linesOf(arrays: NamedArrays, prefix: string, all: string): Line[] {
  const parts = Array.from(arrays.keys()).filter(
    (name) => name.startsWith(prefix) && /^[A-Z]/.test(name.slice(prefix.length)),
  );
  // One species is all particles.
  const shown = parts.length > 1 ? parts : [];
  return [prefix + all, ...shown].map((name, at) => ({
    label: at === 0 ? 'all' : name.slice(prefix.length),
    values: valuesOf(arrays, name),
    colour: COLOURS[at % COLOURS.length],
  }));
}

/** Particles with so many neighbours, of each species and of all; those that occur and what lies between. */
export interface CoordinationBar {
  z: number;
  total: number;
  parts: { species: string; count: number }[];
}

/** The histogram of coordination numbers from the arrays `coordination/SPECIES`. */
export function coordinationBars(arrays: NamedArrays): CoordinationBar[] {
  const prefix = 'coordination/';
  const species = Array.from(arrays.keys()).filter((name) => name.startsWith(prefix));
  const columns = Math.max(0, ...species.map((name) => arrays.get(name)?.length ?? 0));
  const bars = Array.from({ length: columns }, (_, z) => {
    const parts = species.map((name) => ({
      species: name.slice(prefix.length),
      count: valuesOf(arrays, name)[z] ?? 0,
    }));
    return { z, parts, total: parts.reduce((sum, { count }) => sum + count, 0) };
  });
  const first = bars.findIndex(({ total }) => total > 0);
  return first === -1 ? [] : bars.slice(first);
}

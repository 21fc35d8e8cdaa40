import type { Voronoi } from '../voronoi/voronoi.ts';
import { coordinationNumbers } from '../voronoi/voronoi-neighbours.ts';

export interface Coordination {
  /** Voronoi neighbours of each particle; N. */
  numbers: Int32Array;
  /** How many particles have z neighbours, z = 0, 1, …; by species, row-major: species × (largest z + 1). */
  counts: Int32Array;
  /** Largest z + 1: the columns of `counts`. */
  columns: number;
}

/**
 * Coordination numbers: the Voronoi neighbours that a particle shares a side of positive length with. On a torus
 * Σ_i z_i = 6N (Euler), less two for each side of no length that was left out, so a particle of 5 beside one of 7 is a
 * dislocation. A six-fold symmetric vacancy has degenerate vertices, and its 5, 7 and 8 are an accident of rounding.
 */
export function coordination(voronoi: Voronoi, species: Uint8Array, speciesCount: number): Coordination {
  const numbers = coordinationNumbers(voronoi.neighbours);
  const columns = numbers.reduce((most, z) => Math.max(most, z), 0) + 1;
  const counts = new Int32Array(speciesCount * columns);
  for (let i = 0; i < numbers.length; i++) counts[species[i] * columns + numbers[i]]++;
  return { numbers, counts, columns };
}

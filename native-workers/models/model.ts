import type { PotentialSpec } from '../addon.ts';
import type { UserModel } from './user-model.ts';

/** One species of a model. */
export interface ModelSpecies {
  /** "A", "B", ...: the name in `--types 1=A,2=B`. */
  name: string;
  /** Mass in units of m. */
  mass: number;
  /** Share of the particles, 0 to 1; the shares of a model sum to 1. */
  fraction: number;
  /** Diameter in units of σ, for drawing and for the scale of the species. */
  diameter: number;
}

/** A model: species, pair potential, cutoff scheme and the density it is studied at. */
export interface Model {
  /** Name in `--model`. */
  id: string;
  /** Name shown to the user. */
  label: string;
  species: ModelSpecies[];
  potential: PotentialSpec;
  /** Number density N σ²/V it is studied at. */
  density: number;
  /** Shown with every result: the cutoff and how it is smoothed. */
  cutoffScheme: string;
  /** Where its definition comes from. */
  source: string;
  /** Of a user-defined model: its definition, from which everything else here is made. */
  definition?: UserModel;
}

/** Mass of particles of these species, in units of m. */
export function totalMass(species: Uint8Array, model: Model): number {
  return species.reduce((sum, kind) => sum + model.species[kind].mass, 0);
}

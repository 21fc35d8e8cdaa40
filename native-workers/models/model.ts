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

/**
 * How a model takes a diameter of each particle: its pair potential as a function of r/σ_ij,
 * σ_ij = ½(d_i + d_j)(1 − ε|d_i − d_j|/d̄).
 */
export interface PerParticleSizes {
  /** Distances and cutoffs in units of σ_ij; energies by species, as without diameters. */
  potential: PotentialSpec;
  /** ε unless another one is given with a sample. */
  nonAdditivity: number;
  /**
   * `required`: a sample without diameters is none of this model; `automatic`: those of a file are taken where it has
   * some; `on-request`: only where that is asked for.
   */
  use: 'required' | 'automatic' | 'on-request';
  /** What they are drawn from where a sample is made. */
  distribution?: SizeDistribution | undefined;
}

/** P(d) ∝ d^exponent from the least to the largest diameter, σ. */
export interface SizeDistribution {
  exponent: number;
  least: number;
  largest: number;
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
  /** How it takes a diameter of each particle; missing: it has the sizes of its species only. */
  perParticle?: PerParticleSizes;
  /** Of a user-defined model: its definition, from which everything else here is made. */
  definition?: UserModel;
}

/** Mass of particles of these species, in units of m. */
export function totalMass(species: Uint8Array, model: Model): number {
  return species.reduce((sum, kind) => sum + model.species[kind].mass, 0);
}

import type { Model } from './model.ts';

/** Share of the particles and diameter of a species. */
interface Discs {
  fraction: number;
  diameter: number;
}

/** Mean area π d²/4 of a particle, σ². */
function meanArea(discs: readonly Discs[]) {
  return (Math.PI / 4) * discs.reduce((sum, { fraction, diameter }) => sum + fraction * diameter ** 2, 0);
}

/** Number density N/V (σ⁻²) at which discs fill the share φ of the plane, overlaps counted twice: φ = (N/V) ⟨π d²/4⟩. */
export function densityAtPackingFraction(discs: readonly Discs[], packingFraction: number): number {
  return packingFraction / meanArea(discs);
}

/** The share that discs fill at a number density. */
export function packingFractionAtDensity(discs: readonly Discs[], density: number): number {
  return density * meanArea(discs);
}

/**
 * Diameter of each species of a model of contact (`isContactModel`): the distance at which two of a kind come into
 * contact, σ.
 */
export function contactDiameters({ species, potential }: Pick<Model, 'species' | 'potential'>): number[] {
  return species.map((_, kind) => potential.cutoff[kind * species.length + kind]);
}

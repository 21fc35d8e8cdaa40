/** Share of the particles and diameter of a species. */
interface Discs {
  fraction: number;
  diameter: number;
}

/** Mean area π d²/4 of a particle, σ². */
function meanArea(species: readonly Discs[]) {
  return (Math.PI / 4) * species.reduce((sum, { fraction, diameter }) => sum + fraction * diameter ** 2, 0);
}

/** Number density N/V (σ⁻²) at which discs fill the share φ of the plane, overlaps counted twice: φ = (N/V) ⟨π d²/4⟩. */
export function densityAtPackingFraction(species: readonly Discs[], packingFraction: number): number {
  return packingFraction / meanArea(species);
}

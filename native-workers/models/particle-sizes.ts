/** Sizes of particles that a species does not settle: polydisperse samples. */
export interface ParticleSizes {
  /** d_i in units of σ, > 0, length N. */
  diameters: Float64Array;
  /**
   * ε in σ_ij = ½(d_i + d_j)(1 − ε|d_i − d_j|/d̄), d̄ the mean over all particles; 0 is additive. Ninarello, Berthier &
   * Coslovich, Phys. Rev. X 7, 021039 (2017).
   */
  nonAdditivity: number;
  /** d̄ where these are only some of the particles; missing: the mean of the diameters. */
  mean?: number;
}

/** The diameters of a sample in a few numbers, as reports have them. */
export interface SizeSummary {
  /** ε in σ_ij. */
  nonAdditivity: number;
  /** d̄, σ. */
  mean: number;
  /** Standard deviation over the mean. */
  dispersity: number;
  min: number;
  max: number;
}

/** d̄ of σ_ij: what is given with the sizes, else the mean of the diameters, the same in whatever order they are. */
export function meanDiameter({ diameters, mean }: Pick<ParticleSizes, 'diameters' | 'mean'>): number {
  return mean ?? diameters.toSorted().reduce((sum, diameter) => sum + diameter, 0) / diameters.length;
}

/** The largest σ_ij: that of the two largest particles, since a difference of diameters only takes off. */
export function largestSize({ diameters }: Pick<ParticleSizes, 'diameters'>): number {
  return diameters.reduce((largest, diameter) => Math.max(largest, diameter), 0);
}

/** σ_ij of the particles in rows i and j. */
export function pairSize(sizes: ParticleSizes): (i: number, j: number) => number {
  const { diameters, nonAdditivity } = sizes;
  const perDifference = nonAdditivity === 0 ? 0 : nonAdditivity / meanDiameter(sizes);
  return (i, j) => 0.5 * (diameters[i] + diameters[j]) * (1 - perDifference * Math.abs(diameters[i] - diameters[j]));
}

export function sizeSummary(sizes: Pick<ParticleSizes, 'diameters' | 'nonAdditivity' | 'mean'>): SizeSummary {
  const { diameters, nonAdditivity } = sizes;
  const mean = meanDiameter(sizes);
  const variance = diameters.reduce((sum, diameter) => sum + (diameter - mean) ** 2, 0) / diameters.length;
  return {
    nonAdditivity,
    mean,
    dispersity: Math.sqrt(variance) / mean,
    min: diameters.reduce((least, diameter) => Math.min(least, diameter), Infinity),
    max: largestSize(sizes),
  };
}

/** The least and the largest diameter for a message. */
export function rangeText({ min, max }: Pick<SizeSummary, 'min' | 'max'>): string {
  return min === max ? String(min) : `${min.toPrecision(4)} to ${max.toPrecision(4)}`;
}

/** Sizes of some of the particles, whose pairs keep the σ_ij that they have in the whole sample. */
export function sizesOfPart(sizes: ParticleSizes, diameters: Float64Array): ParticleSizes {
  return { ...sizes, diameters, mean: meanDiameter(sizes) };
}

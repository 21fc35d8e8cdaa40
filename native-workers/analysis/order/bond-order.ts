import type { Voronoi } from '../voronoi/voronoi.ts';

export interface BondOrder {
  /** |ψ6_i| of each particle, 0 to 1; N. */
  local: Float64Array;
  /** |⟨ψ6⟩|, 0 to 1: the hexatic order of the whole sample. */
  global: number;
  /** ⟨|ψ6|⟩: how six-fold the neighbourhoods are, whatever their directions. */
  meanLocal: number;
}

/**
 * Bond-orientational order of six-fold symmetry,
 *
 *   ψ6_i = z_i⁻¹ Σ_j exp(6iθ_ij),   global: |N⁻¹ Σ_i ψ6_i|,
 *
 * over the Voronoi neighbours j of i, θ_ij the direction from i to j. A perfect triangular lattice gives 1.
 * At a degenerate vertex (four or more particles on one circle) the tessellation leaves out sides of no length, so
 * that a particle has well-defined neighbours; slightly off it, such a neighbour is counted in full.
 * Source: Nelson & Halperin, Phys. Rev. B 19, 2457 (1979).
 */
export function bondOrder({ particles, neighbours }: Voronoi): BondOrder {
  const { start, separation } = neighbours;
  const local = new Float64Array(particles);
  let totalReal = 0;
  let totalImaginary = 0;
  for (let i = 0; i < particles; i++) {
    let real = 0;
    let imaginary = 0;
    for (let slot = start[i]; slot < start[i + 1]; slot++) {
      const x = separation[2 * slot];
      const y = separation[2 * slot + 1];
      // exp(2iθ) = (x + iy)²/r², and its cube.
      const squared = x * x + y * y;
      const c = (x * x - y * y) / squared;
      const s = (2 * x * y) / squared;
      real += c * (c * c - 3 * s * s);
      imaginary += s * (3 * c * c - s * s);
    }
    const count = start[i + 1] - start[i];
    real /= count;
    imaginary /= count;
    local[i] = Math.hypot(real, imaginary);
    totalReal += real;
    totalImaginary += imaginary;
  }
  return {
    local,
    global: Math.hypot(totalReal, totalImaginary) / particles,
    meanLocal: local.reduce((sum, value) => sum + value, 0) / particles,
  };
}

import type { DebyeReport } from './spectrum-report.ts';

/** What the sound waves of a sample follow from. */
interface DebyeInput {
  /** G, mean over all angles, and K; prestress included. ε/σ² */
  shear: number;
  bulk: number;
  /** ρ. */
  massDensity: number;
  /** V. */
  area: number;
  particles: number;
}

/**
 * The level of D(ω)/ω that the sound waves of an isotropic continuum give in two dimensions.
 *
 * Plane waves of a periodic box of area V have one wave vector in every (2π)²/V of reciprocal space, so that those of
 * one polarisation and speed c below ω number V π(ω/c)²/(2π)² = V ω²/(4π c²). Their density is V ω/(2π c²); divided by
 * the number of modes, 2N − 2, and summed over the two polarisations,
 *
 *   D(ω)/ω = V (1/c_T² + 1/c_L²) / (2π (2N − 2)),  c_T = √(G/ρ),  c_L = √((K + G)/ρ).
 *
 * These speeds hold with prestress too: with C(ε, ε′) the curvature of the energy density over displacement gradients,
 * a wave along x has ρc_T² = C of [[0, 0], [1, 0]], whose mean over all directions is the mean of G(θ); and
 * ρc_L² = C of diag(1, 0), which with K = [C(1, 1) − σ_xx − σ_yy]/4 and G = [C(diag(1, −1)) + σ_xx + σ_yy]/4 is K + G
 * where the sample is isotropic. Where it is not, the level is that of the isotropic mean, lower than the true mean of
 * 1/c² over all directions.
 */
export function debyeLevel({ shear, bulk, massDensity, area, particles }: DebyeInput): NonNullable<DebyeReport> {
  const speed = (modulus: number) => (modulus > 0 ? Math.sqrt(modulus / massDensity) : null);
  const [transverseSpeed, longitudinalSpeed] = [speed(shear), speed(bulk + shear)];
  const moduli = { shear, bulk, transverseSpeed, longitudinalSpeed };
  if (transverseSpeed === null || longitudinalSpeed === null) {
    const [name, value] = transverseSpeed === null ? ['G', shear] : ['K + G', bulk + shear];
    const reason = `${name} is ${value.toPrecision(4)}: there are no such sound waves`;
    return { level: null, ...moduli, reason };
  }
  const slowness = 1 / transverseSpeed ** 2 + 1 / longitudinalSpeed ** 2;
  return { level: (area * slowness) / (2 * Math.PI * (2 * particles - 2)), ...moduli };
}

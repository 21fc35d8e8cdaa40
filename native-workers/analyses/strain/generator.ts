/** A displacement gradient or a generator of one, [xx, xy, yx, yy]: row-major 2 × 2. */
export type DisplacementGradient = readonly [number, number, number, number];

/** How a sample can be strained; see `GENERATORS`. */
export const STRAIN_PROTOCOLS = ['simple-shear', 'tension', 'compression', 'uniaxial'] as const;

export type StrainProtocol = (typeof STRAIN_PROTOCOLS)[number];

/** E of F = exp(γE) at angle 0. The first three have no trace, so that the area stays; of simple shear E² = 0. */
const GENERATORS: Record<StrainProtocol, DisplacementGradient> = {
  'simple-shear': [0, 1, 0, 0],
  tension: [1, 0, 0, -1],
  compression: [-1, 0, 0, 1],
  uniaxial: [1, 0, 0, 0],
};

/** Terms of the exponential series; |γE| ≤ 1 leaves 1/20! = 4e-19. */
const TERMS = 20;

/** Matrix product. */
export function product(a: DisplacementGradient, b: DisplacementGradient): DisplacementGradient {
  return [a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3]];
}

/** Cosine and sine of 0°, 90°, 180° and 270°. */
const QUARTERS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** Cosine and sine of an angle in degrees, exact at multiples of 90°. */
function direction(degrees: number): readonly [number, number] {
  const turned = degrees - 360 * Math.floor(degrees / 360);
  if (turned % 90 === 0) return QUARTERS[(turned / 90) % 4];
  const theta = (turned * Math.PI) / 180;
  return [Math.cos(theta), Math.sin(theta)];
}

/**
 * E(θ) = Rᵀ E R, R = [[cos θ, sin θ], [−sin θ, cos θ]]: the sample is rotated clockwise by θ and then strained, seen
 * from the sample (as in shear-modulus.ts).
 */
export function generatorOf(protocol: StrainProtocol, degrees: number): DisplacementGradient {
  const generator = GENERATORS[protocol];
  const [c, s] = direction(degrees);
  if (s === 0) return generator;
  return product(product([c, -s, s, c], generator), [c, s, -s, c]);
}

/** exp(hE) − 1 by its series, so that it is exact to rounding however small h; |hE| ≤ 1. */
export function deformation(generator: DisplacementGradient, strain: number): DisplacementGradient {
  const scaled: DisplacementGradient = [
    strain * generator[0],
    strain * generator[1],
    strain * generator[2],
    strain * generator[3],
  ];
  // Horner's rule: x(1 + x/2 (1 + x/3 (…))).
  let sum: DisplacementGradient = [1, 0, 0, 1];
  for (let term = TERMS; term >= 2; term--) {
    const next = product(scaled, sum);
    sum = [1 + next[0] / term, next[1] / term, next[2] / term, 1 + next[3] / term];
  }
  return product(scaled, sum);
}

/** a : b = Σ a_ij b_ij of a symmetric tensor [xx, xy, yy] with a gradient. */
export function contract(stress: readonly [number, number, number], gradient: DisplacementGradient): number {
  return stress[0] * gradient[0] + stress[1] * (gradient[1] + gradient[2]) + stress[2] * gradient[3];
}

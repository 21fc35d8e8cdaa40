import type { CurvatureMatrix, GradientWeights } from './elastic-response.ts';

const RADIANS_PER_DEGREE = Math.PI / 180;

/** Steps of 2θ at which extremes are looked for: a function of two harmonics has at most two of each kind a turn. */
const SCAN_STEPS = 256;
/** Newton steps from the best of them; each squares the error, which is 1e-2 at first. */
const NEWTON_STEPS = 6;

/** G(θ) = constant + cos2 cos 2θ + sin2 sin 2θ + cos4 cos 4θ + sin4 sin 4θ, exactly. */
export interface ShearHarmonics {
  constant: number;
  cos2: number;
  sin2: number;
  cos4: number;
  sin4: number;
}

/** What is said of a curve G(θ); moduli in ε/σ². */
export interface ShearSummary {
  /** Over all angles. */
  mean: number;
  min: number;
  max: number;
  /** Angles of the extremes, degrees, 0 ≤ θ < 180. */
  softestDegrees: number;
  stiffestDegrees: number;
}

/** Parts of the gradient of shear at θ, ε(θ) = ε₀ + ε₁ cos 2θ + ε₂ sin 2θ (see `shearHarmonics`). */
export const SHEAR_PARTS = {
  constant: [0, 0.5, -0.5, 0],
  cosine: [0, 0.5, 0.5, 0],
  sine: [-0.5, 0, 0, 0.5],
} as const satisfies Record<string, GradientWeights>;

/** C(a, b) of two displacement gradients. */
function bilinear(matrix: CurvatureMatrix, a: GradientWeights, b: GradientWeights) {
  let sum = 0;
  a.forEach((left, row) => b.forEach((right, column) => (sum += left * right * matrix[4 * row + column])));
  return sum;
}

/**
 * Harmonics of the shear modulus G(θ): the sample is rotated clockwise by θ, then sheared along the horizontal,
 * ε(θ) = Rᵀ [[0, 1], [0, 0]] R with R = [[cos θ, sin θ], [−sin θ, cos θ]]. That is ε₀ + ε₁ cos 2θ + ε₂ sin 2θ with
 * ε₀ = ½[[0, 1], [−1, 0]], ε₁ = ½[[0, 1], [1, 0]], ε₂ = ½[[−1, 0], [0, 1]], so that G has harmonics 0, 2 and 4 only.
 */
export function shearHarmonics(matrix: CurvatureMatrix): ShearHarmonics {
  const { constant: turn, cosine, sine } = SHEAR_PARTS;
  const cosines = bilinear(matrix, cosine, cosine);
  const sines = bilinear(matrix, sine, sine);
  return {
    constant: bilinear(matrix, turn, turn) + (cosines + sines) / 2,
    cos2: 2 * bilinear(matrix, turn, cosine),
    sin2: 2 * bilinear(matrix, turn, sine),
    cos4: (cosines - sines) / 2,
    sin4: bilinear(matrix, cosine, sine),
  };
}

/** G, G′ and G″ with respect to φ = 2θ. */
function derivatives(h: ShearHarmonics, phi: number): [number, number, number] {
  const [c, s, c2, s2] = [Math.cos(phi), Math.sin(phi), Math.cos(2 * phi), Math.sin(2 * phi)];
  return [
    h.constant + h.cos2 * c + h.sin2 * s + h.cos4 * c2 + h.sin4 * s2,
    -h.cos2 * s + h.sin2 * c + 2 * (-h.cos4 * s2 + h.sin4 * c2),
    -h.cos2 * c - h.sin2 * s - 4 * (h.cos4 * c2 + h.sin4 * s2),
  ];
}

/** G(θ) at an angle in degrees. */
export function shearModulus(harmonics: ShearHarmonics, degrees: number): number {
  return derivatives(harmonics, 2 * degrees * RADIANS_PER_DEGREE)[0];
}

/** G at 0, step, 2 step, … 360 − step degrees; the step divides 360. */
export function shearModulusCurve(harmonics: ShearHarmonics, stepDegrees: number): Float64Array {
  const count = 360 / stepDegrees;
  if (!Number.isInteger(count)) throw new RangeError(`a step of ${stepDegrees}° does not divide 360°`);
  return Float64Array.from({ length: count }, (_, at) => shearModulus(harmonics, at * stepDegrees));
}

/** Newton's method to the stationary point beside `phi`; stays where it is on a flat or wrongly bent place. */
function climb(harmonics: ShearHarmonics, sign: 1 | -1, phi: number) {
  let best = phi;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const [, slope, bend] = derivatives(harmonics, phi);
    if (sign * bend >= 0) break;
    phi -= slope / bend;
    if (sign * derivatives(harmonics, phi)[0] > sign * derivatives(harmonics, best)[0]) best = phi;
  }
  return best;
}

/** Largest value of `sign` × G and the φ where it is. */
function extreme(harmonics: ShearHarmonics, sign: 1 | -1) {
  const angleOf = (step: number) => (2 * Math.PI * step) / SCAN_STEPS;
  const at = (phi: number) => sign * derivatives(harmonics, phi)[0];
  let best = 0;
  for (let step = 0; step < SCAN_STEPS; step++) {
    // Every local one is climbed: two may be as good as equal, 90° apart.
    const here = at(angleOf(step));
    if (here < at(angleOf(step - 1)) || here < at(angleOf(step + 1))) continue;
    const top = climb(harmonics, sign, angleOf(step));
    if (at(top) > at(best)) best = top;
  }
  return { value: sign * at(best), phi: best };
}

function degreesOf(phi: number) {
  const degrees = phi / 2 / RADIANS_PER_DEGREE;
  const turned = degrees - 180 * Math.floor(degrees / 180);
  // A tiny negative angle rounds up to exactly 180, which is 0.
  return turned >= 180 ? 0 : turned;
}

/** Mean and extremes of G(θ) over all angles, not over a grid of them. */
export function shearSummary(harmonics: ShearHarmonics): ShearSummary {
  const softest = extreme(harmonics, -1);
  const stiffest = extreme(harmonics, 1);
  return {
    mean: harmonics.constant,
    min: softest.value,
    max: stiffest.value,
    softestDegrees: degreesOf(softest.phi),
    stiffestDegrees: degreesOf(stiffest.phi),
  };
}

/**
 * Participation ratio PR = (Σ_i |u_i|²)² / (N Σ_i |u_i|⁴) of a vector field u (x0, y0, x1, y1, ...; length 2N):
 * 1 when all particles move alike, 1/N when a single one moves; independent of the norm and sign of u.
 * NaN for a field that is zero everywhere; decide that by its share of the mode first (see `vanishes`).
 * Source: Bell & Dean, Discuss. Faraday Soc. 50, 55 (1970).
 */
export function participationRatio(field: Float64Array): number {
  const particles = field.length / 2;
  // Scaling by the largest component keeps Σ|u|⁴ of a faint field (‖u_L‖² ~ 1e-30) out of the denormal range.
  let largest = 0;
  for (let at = 0; at < field.length; at++) largest = Math.max(largest, Math.abs(field[at]));
  let second = 0;
  let fourth = 0;
  for (let i = 0; i < particles; i++) {
    const x = field[2 * i] / largest;
    const y = field[2 * i + 1] / largest;
    const square = x * x + y * y;
    second += square;
    fourth += square * square;
  }
  return (second * second) / (particles * fourth);
}

/** Σ a_i b_i of two fields of equal length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}

/** Σ of squares, ‖u‖². */
export function squaredNorm(field: Float64Array): number {
  return dot(field, field);
}

/** ‖u‖. */
export function norm(field: Float64Array): number {
  return Math.sqrt(squaredNorm(field));
}

/** |u_i| of every particle, length N. */
export function magnitudes(field: Float64Array): Float64Array {
  return Float64Array.from({ length: field.length / 2 }, (_, i) =>
    Math.sqrt(field[2 * i] * field[2 * i] + field[2 * i + 1] * field[2 * i + 1]),
  );
}

/**
 * A part of a mode (‖part‖²/‖u‖² = share) is rounding and nothing else below this share: the split is accurate to
 * about 1e-12 in the field, 1e-24 in the share, and no glass has a part this faint. PR and correlations of noise
 * would look like numbers.
 */
const VANISHING_SHARE = 1e-18;

/** True where a part with that share of ‖u‖² is numerically zero. */
export function vanishes(share: number): boolean {
  return share < VANISHING_SHARE;
}

export function largestDisplacement(displacements: Float64Array): number {
  let largest = 0;
  for (let at = 0; at < displacements.length; at += 2)
    largest = Math.max(largest, displacements[at] ** 2 + displacements[at + 1] ** 2);
  return Math.sqrt(largest);
}

/**
 * The non-affine displacement per unit strain under shear along θ, x(θ) = constant + cosine cos 2θ + sine sin 2θ; each
 * N × 2, σ. Single precision: it is drawn, and a graphics card has no other.
 */
export interface TurningField {
  constant: Float32Array;
  cosine: Float32Array;
  sine: Float32Array;
}

/** A vector field, N × 2: one that turns, or one that is the same at every angle. */
export type VectorField = ArrayLike<number> | TurningField;

export function isTurning(field: VectorField): field is TurningField {
  return 'cosine' in field;
}

/** cos 2θ and sin 2θ. */
export function turnAt(degrees: number): [number, number] {
  const double = (degrees * Math.PI) / 90;
  return [Math.cos(double), Math.sin(double)];
}

/** The components of x(θ), by index. */
function componentsAt({ constant, cosine, sine }: TurningField, degrees: number): (at: number) => number {
  const [c, s] = turnAt(degrees);
  return (at) => constant[at] + c * cosine[at] + s * sine[at];
}

/** |x_i(θ)| into `out`, N values. */
export function sizesAt(field: TurningField, degrees: number, out: Float64Array): void {
  const component = componentsAt(field, degrees);
  for (let i = 0; i < out.length; i += 1) {
    const [x, y] = [component(2 * i), component(2 * i + 1)];
    out[i] = Math.sqrt(x * x + y * y);
  }
}

/** A bound of |x_i(θ)| over all angles, N values; exact where the constant part vanishes, as it does at a minimum. */
export function reach({ constant, cosine, sine }: TurningField): Float64Array {
  const bound = new Float64Array(constant.length / 2);
  for (let i = 0; i < bound.length; i += 1) {
    const [a, b] = [2 * i, 2 * i + 1];
    // Greater semi-axis of the ellipse that cosine cos φ + sine sin φ runs through.
    const p = (cosine[a] ** 2 + cosine[b] ** 2 + sine[a] ** 2 + sine[b] ** 2) / 2;
    const area = cosine[a] * sine[b] - cosine[b] * sine[a];
    bound[i] = Math.hypot(constant[a], constant[b]) + Math.sqrt(p + Math.sqrt(Math.max(0, p * p - area * area)));
  }
  return bound;
}

/** Indices of the particles that are excited, |x_i| > `cutoff`, at some angle (at most a few more). */
export function everExcited(field: TurningField, cutoff: number): Int32Array {
  const bound = reach(field);
  return Int32Array.from(bound.keys()).filter((i) => bound[i] > cutoff);
}

/** How many of `candidates` have |x_i(θ)| > `cutoff`. */
export function excitedAt(field: TurningField, candidates: Int32Array, cutoff: number, degrees: number): number {
  const component = componentsAt(field, degrees);
  return candidates.filter((i) => {
    const [x, y] = [component(2 * i), component(2 * i + 1)];
    return x * x + y * y > cutoff * cutoff;
  }).length;
}

/** x·u/(‖x‖‖u‖) of two fields of as many components; null where one of them vanishes. */
export function overlapOf(x: ArrayLike<number>, u: ArrayLike<number>): number | null {
  const squares = dot(x, x) * dot(u, u);
  return squares > 0 ? dot(x, u) / Math.sqrt(squares) : null;
}

/** The inner products that give the overlap of x(θ) with a field u at every angle without going through the particles. */
export function turningOverlap({ constant, cosine, sine }: TurningField, u: ArrayLike<number>) {
  const parts = [constant, cosine, sine];
  const gram = parts.map((a) => parts.map((b) => dot(a, b)));
  const along = parts.map((part) => dot(part, u));
  const norm = Math.sqrt(dot(u, u));
  return (degrees: number) => {
    const weights = [1, ...turnAt(degrees)];
    let [product, square] = [0, 0];
    weights.forEach((left, row) => {
      product += left * along[row];
      weights.forEach((right, column) => (square += left * right * gram[row][column]));
    });
    return square > 0 && norm > 0 ? product / (norm * Math.sqrt(square)) : null;
  };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>) {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at] * b[at];
  return sum;
}

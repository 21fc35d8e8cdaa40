import { addon, type Control, type NativeHessian } from '../../addon.ts';

/**
 * S′_jk = S_jk − S_jp − S_pk + S_pp between particles j, k of a set and its first one, p, where S is any generalised
 * inverse of H: how far pairs of opposite forces on j and p move k against p. Positive definite, (m − 1) particles of
 * m, x and y of each, row-major.
 */
export interface RelativeCompliance {
  order: number;
  values: Float64Array;
  /** Room for a part of it: a curve asks for hundreds, of up to this size. */
  scratch: Float64Array | null;
}

/** Of some different particles, in their order; at least one. Exact but for the rounding of one triangular solve. */
export function relativeCompliance(
  hessian: NativeHessian,
  particles: readonly number[],
  control?: Control,
): RelativeCompliance {
  const inverse = hessian.inverseBetween(Int32Array.from(particles), control);
  const whole = 2 * particles.length;
  const order = whole - 2;
  const values = new Float64Array(order * order);
  for (let row = 0; row < order; row++) {
    const own = (row + 2) * whole;
    const first = (row % 2) * whole;
    for (let column = 0; column < order; column++) {
      const origin = column % 2;
      values[row * order + column] =
        inverse[own + column + 2] - inverse[own + origin] - inverse[first + column + 2] + inverse[first + origin];
    }
  }
  return { order, values, scratch: null };
}

/** Rows and columns of some of its particles, counted from 0 after p: the lower triangle, above it anything. */
function partOf(compliance: RelativeCompliance, slots: readonly number[]) {
  const { order, values } = compliance;
  const size = 2 * slots.length;
  const at = Int32Array.from({ length: size }, (_, row) => 2 * slots[row >> 1] + (row & 1));
  compliance.scratch ??= new Float64Array(order * order);
  const part = compliance.scratch.subarray(0, size * size);
  for (let row = 0; row < size; row++) {
    const from = at[row] * order;
    const to = row * size;
    for (let column = 0; column <= row; column++) part[to + column] = values[from + at[column]];
  }
  return part;
}

/**
 * The forces that hold p and some other particles of a set where an affine motion takes them. `slots`: the others,
 * counted from 0 after p, or null for all of them; `moved`: how far p and each of them would go by itself, k vectors.
 * Gives the forces in the same order. They sum to nothing, and they keep the particles in place: f = S′⁻¹ x′ with
 * x′_j = x_j − x_p, and f_p minus their sum. The work f·x per area is what pinning adds to the curvature. A single
 * particle needs no force: it only fixes where the sample lies.
 */
export function pinningForces(
  compliance: RelativeCompliance,
  slots: readonly number[] | null,
  moved: Float64Array,
): Float64Array {
  const inner = slots === null ? compliance.order : 2 * slots.length;
  const order = inner + 2;
  const count = moved.length / order;
  const forces = new Float64Array(moved.length);
  if (inner === 0) return forces;
  const right = new Float64Array(count * inner);
  for (let k = 0; k < count; k++)
    for (let row = 0; row < inner; row++)
      right[k * inner + row] = moved[k * order + row + 2] - moved[k * order + (row % 2)];
  const matrix = slots === null ? compliance.values : partOf(compliance, slots);
  const solved = addon().solvePositiveDefinite(matrix, right);
  for (let k = 0; k < count; k++)
    for (let row = 0; row < inner; row++) {
      const force = solved[k * inner + row];
      forces[k * order + row + 2] = force;
      forces[k * order + (row % 2)] -= force;
    }
  return forces;
}

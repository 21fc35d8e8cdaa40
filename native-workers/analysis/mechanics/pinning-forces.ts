import type { Addon, Control, NativeHessian } from '../../addon.ts';

/** Generalised inverse of H between some particles, x and y of each: order × order, row-major (`inverseBetween`). */
export interface InverseBlock {
  order: number;
  values: Float64Array;
}

/** The block for some different particles, in their order. */
export function inverseBlock(hessian: NativeHessian, particles: readonly number[], control?: Control): InverseBlock {
  const values = hessian.inverseBetween(Int32Array.from(particles), control);
  return { order: 2 * particles.length, values };
}

/**
 * The forces that hold some particles where an affine motion takes them. `block`: for particles of a wider set;
 * `slots`: which of its particles are pinned, at least one; `moved`: how far each would go by itself, k × 2|P| in their
 * order. Gives the forces, k × 2|P|.
 *
 * With forces f that sum to nothing, a translation t and S = (H⁺)_PP, the pinned particles stay where S f + t = x_P.
 * Against the first of them, p: x′_j = x_j − x_p and S′_jk = S_jk − S_jp − S_pk + S_pp, which is positive definite, give
 * f of all others by S′ f = x′, and f_p is minus their sum. In S′ any generalised inverse of H is as good as H⁺. The work f·x_P per area is what pinning adds to the
 * curvature. One particle alone needs no force: it only fixes where the sample lies.
 */
export function pinningForces(
  kernels: Pick<Addon, 'solvePositiveDefinite'>,
  block: InverseBlock,
  slots: readonly number[],
  moved: Float64Array,
): Float64Array {
  const order = 2 * slots.length;
  const count = moved.length / order;
  const forces = new Float64Array(moved.length);
  const inner = order - 2;
  if (inner === 0) return forces;
  const { values, order: whole } = block;
  const at = slots.flatMap((slot) => [2 * slot, 2 * slot + 1]);
  const relative = new Float64Array(inner * inner);
  for (let row = 0; row < inner; row++) {
    const own = at[row + 2] * whole;
    const first = at[row % 2] * whole;
    for (let column = 0; column <= row; column++) {
      const other = at[column + 2];
      const origin = at[column % 2];
      const entry = values[own + other] - values[own + origin] - values[first + other] + values[first + origin];
      relative[row * inner + column] = entry;
      relative[column * inner + row] = entry;
    }
  }
  const right = new Float64Array(count * inner);
  for (let k = 0; k < count; k++)
    for (let row = 0; row < inner; row++)
      right[k * inner + row] = moved[k * order + row + 2] - moved[k * order + (row % 2)];
  const solved = kernels.solvePositiveDefinite(relative, right);
  for (let k = 0; k < count; k++)
    for (let row = 0; row < inner; row++) {
      const force = solved[k * inner + row];
      forces[k * order + row + 2] = force;
      forces[k * order + (row % 2)] -= force;
    }
  return forces;
}

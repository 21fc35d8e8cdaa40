/** Vectors of the null space that are looked at: two would do with probability 1. */
export const NULL_VECTORS = 3;

/** Largest relative difference of displacements that counts as none: what rounding leaves is far below, a zero mode far above. */
const SAME_MOTION = 1e-6;

/** Splits a set of particles where their values, sorted, leave a gap. */
function splitAtGaps(members: readonly number[], value: (index: number) => number, gap: number): number[][] {
  const sorted = [...members].sort((a, b) => value(a) - value(b));
  const classes: number[][] = [];
  sorted.forEach((index, at) => {
    if (at === 0 || value(index) - value(sorted[at - 1]) > gap) classes.push([]);
    classes[classes.length - 1].push(index);
  });
  return classes;
}

/**
 * The largest set of particles that move alike in every zero mode, as indices, ascending: a rigid body, which can only be
 * translated. Of several of one size the one with the lowest index. `nullVectors`: `NativeHessian.nullVectors` (k × 2N).
 */
export function largestRigidClass(nullVectors: Float64Array, particles: number): number[] {
  const rows = nullVectors.length / (2 * particles);
  const largest = nullVectors.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let classes: number[][] = [Array.from({ length: particles }, (_, index) => index)];
  for (let row = 0; row < rows; row++)
    for (const axis of [0, 1]) {
      const from = 2 * row * particles + axis;
      const value = (index: number) => nullVectors[from + 2 * index];
      classes = classes.flatMap((members) => splitAtGaps(members, value, SAME_MOTION * largest));
    }
  const inOrder = classes.map((members) => members.sort((a, b) => a - b)).sort((a, b) => a[0] - b[0]);
  return inOrder.reduce((best, members) => (members.length > best.length ? members : best), []);
}

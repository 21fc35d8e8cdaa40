import { remembered } from '../../design/remembered.ts';
import { isTurning, reach, type VectorField } from './turning-field.ts';

/**
 * What is drawn at the default length, in units of q = √(Σ|v|⁴/Σ|v|²), the size of the particles that carry the mode:
 * its root mean square over √PR. In a localised mode q does not depend on how many particles lie about it.
 */
const CARRYING = 2;

/**
 * In an extended mode nearly all arrows are long and would cover each other: the size that is drawn at the default length
 * (three spacings) is at least this many times the root mean square, so that the mean arrow spans one spacing.
 */
const CROWDING = 3.2;

/** Arrows shorter than this on the screen are specks that only clutter, and are not drawn; CSS pixels. */
export const SHORTEST_ARROW = 3;

/** |v_i| of N × 2 components. */
function vectorSizes(vectors: ArrayLike<number>) {
  const sizes = new Float64Array(vectors.length / 2);
  for (let i = 0, at = 0; i < sizes.length; i += 1, at += 2)
    sizes[i] = Math.sqrt(vectors[at] * vectors[at] + vectors[at + 1] * vectors[at + 1]);
  return sizes;
}

/**
 * The scale of N sizes, which sets how long vectors are drawn. `reference`: the size that is drawn at the default length,
 * max(3.2 rms, min(2 q, longest)); 1 for a field of zeros. `longest`: the greatest size; 0 for a field of zeros. Sizes that
 * are not finite count as zero.
 */
function scaleOf(sizes: Float64Array) {
  let [squares, fourths, longest] = [0, 0, 0];
  for (const size of sizes) {
    if (!Number.isFinite(size)) continue;
    const square = size * size;
    squares += square;
    fourths += square * square;
    if (size > longest) longest = size;
  }
  if (longest === 0) return { reference: 1, longest };
  const carrying = Math.min(CARRYING * Math.sqrt(fourths / squares), longest);
  return { reference: Math.max(carrying, CROWDING * Math.sqrt(squares / sizes.length)), longest };
}

/**
 * The scale of a field, computed once for each: the arrays that come from the main side never change. That of a field that
 * turns is by the greatest length at any angle: it does not breathe while it turns.
 */
export const arrowScale = remembered((field: VectorField) =>
  scaleOf(isTurning(field) ? reach(field) : vectorSizes(field)),
);

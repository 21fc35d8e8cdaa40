import type { DisplacementGradient } from '../../native-workers/analyses/strain/generator.ts';
import type { TurningField } from '../viewer/arrows/turning-field.ts';

/**
 * ε(θ) = ε₀ + ε₁ cos 2θ + ε₂ sin 2θ: the sample is rotated clockwise by θ, then sheared along the horizontal, which is
 * a simple shear along the direction θ of the sample.
 */
const TURN: DisplacementGradient = [0, 0.5, -0.5, 0];
const COSINE: DisplacementGradient = [0, 0.5, 0.5, 0];
const SINE: DisplacementGradient = [-0.5, 0, 0, 0.5];

const UNIT_GRADIENTS = 4;

/** Σ_k ε_k x_k of the four unit responses, 4 × N × 2, one after the other. */
export function combined(units: ArrayLike<number>, gradient: DisplacementGradient): Float32Array {
  const size = units.length / UNIT_GRADIENTS;
  const sum = new Float32Array(size);
  for (let k = 0; k < UNIT_GRADIENTS; k += 1) {
    const weight = gradient[k];
    if (weight === 0) continue;
    for (let at = 0; at < size; at += 1) sum[at] += weight * units[k * size + at];
  }
  return sum;
}

/** Throws RangeError where `units` is not 4 × N × 2. */
export function turningField(units: ArrayLike<number>): TurningField {
  if (units.length % (2 * UNIT_GRADIENTS) !== 0)
    throw new RangeError(`${units.length} values are no four vector fields`);
  return { constant: combined(units, TURN), cosine: combined(units, COSINE), sine: combined(units, SINE) };
}

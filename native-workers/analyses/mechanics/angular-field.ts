import { alongGradient } from '../../analysis/elasticity/elastic-response.ts';
import { SHEAR_PARTS } from '../../analysis/elasticity/shear-modulus.ts';

/**
 * Non-affine displacement per unit strain at every angle of shear, x(θ) = constant + cosine cos 2θ + sine sin 2θ; 2N each.
 */
export interface AngularField {
  constant: Float64Array;
  cosine: Float64Array;
  sine: Float64Array;
}

/** From the fields of the four unit gradients (4 × 2N): x is linear in ε(θ). */
export function angularField(nonAffine: Float64Array): AngularField {
  return {
    constant: alongGradient(nonAffine, SHEAR_PARTS.constant),
    cosine: alongGradient(nonAffine, SHEAR_PARTS.cosine),
    sine: alongGradient(nonAffine, SHEAR_PARTS.sine),
  };
}

/** Coefficients of |x_i(θ)|² = mean + c₁ cos φ + s₁ sin φ + c₂ cos 2φ + s₂ sin 2φ, φ = 2θ; five numbers a particle. */
export function squaredLengths({ constant, cosine, sine }: AngularField): Float64Array {
  const particles = constant.length / 2;
  const coefficients = new Float64Array(5 * particles);
  for (let i = 0; i < particles; i++)
    for (let at = 2 * i; at < 2 * i + 2; at++) {
      const [a, b, c] = [constant[at], cosine[at], sine[at]];
      coefficients[5 * i] += a * a + (b * b + c * c) / 2;
      coefficients[5 * i + 1] += 2 * a * b;
      coefficients[5 * i + 2] += 2 * a * c;
      coefficients[5 * i + 3] += (b * b - c * c) / 2;
      coefficients[5 * i + 4] += b * c;
    }
  return coefficients;
}

/** cos φ, sin φ, cos 2φ and sin 2φ of φ = 2θ. */
export function doubledAngle(degrees: number): [number, number, number, number] {
  const phi = (2 * degrees * Math.PI) / 180;
  return [Math.cos(phi), Math.sin(phi), Math.cos(2 * phi), Math.sin(2 * phi)];
}

/** A value for each angle; angles 180° apart, at which the strain is the same, share theirs. */
export function perAngle<Value extends object | number>(
  degrees: readonly number[],
  valueAt: (angle: number, at: number) => Value,
): Value[] {
  const known = new Map<string, Value>();
  return degrees.map((angle, at) => {
    const phase = (angle % 180).toFixed(9);
    const value = known.get(phase) ?? valueAt(angle, at);
    known.set(phase, value);
    return value;
  });
}

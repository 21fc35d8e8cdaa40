import { fullTurn } from '../viewer/geometry/angle.ts';
import type { ShearHarmonics } from '../../native-workers/analysis/elasticity/shear-modulus.ts';

const RADIANS_PER_DEGREE = Math.PI / 180;

/** G(θ) = constant + cos2 cos 2θ + sin2 sin 2θ + cos4 cos 4θ + sin4 sin 4θ at an angle in degrees, ε/σ². */
export function modulusAt({ constant, cos2, sin2, cos4, sin4 }: ShearHarmonics, degrees: number): number {
  const double = 2 * degrees * RADIANS_PER_DEGREE;
  return (
    constant +
    cos2 * Math.cos(double) +
    sin2 * Math.sin(double) +
    cos4 * Math.cos(2 * double) +
    sin4 * Math.sin(2 * double)
  );
}

/** G at 0, step, 2 step, … 360 − step degrees. */
export function modulusCurve(harmonics: ShearHarmonics, stepDegrees: number): Float64Array {
  return Float64Array.from({ length: Math.round(360 / stepDegrees) }, (_, at) =>
    modulusAt(harmonics, at * stepDegrees),
  );
}

/**
 * G at any angle from values at 0, step, … 360 − step: linear between them, round the full turn. For curves that are no
 * sum of harmonics, since another set is pinned at each angle.
 */
export function curveAt(values: ArrayLike<number>, degrees: number): number {
  const place = (fullTurn(degrees) / 360) * values.length;
  const below = Math.floor(place);
  const share = place - below;
  return values[below % values.length] * (1 - share) + values[(below + 1) % values.length] * share;
}

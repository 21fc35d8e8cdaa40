import { maxIndex, minIndex } from 'd3-array';
import type { ShearSummary } from '../../native-workers/analysis/elasticity/shear-modulus.ts';

/**
 * What is said of a curve of which only values at equally spaced angles from 0° on are known: their mean and extremes,
 * the angles brought to 0 ≤ θ < 180. Throws RangeError for none.
 */
export function sampledSummary(values: readonly number[]): ShearSummary {
  if (values.length === 0) throw new RangeError('a curve without values has no mean');
  const [softest, stiffest] = [minIndex(values), maxIndex(values)];
  const degrees = (at: number) => ((360 * at) / values.length) % 180;
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    min: values[softest],
    max: values[stiffest],
    softestDegrees: degrees(softest),
    stiffestDegrees: degrees(stiffest),
  };
}

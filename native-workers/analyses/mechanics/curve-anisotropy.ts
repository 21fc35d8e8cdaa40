import { shearSummary, type ShearHarmonics, type ShearSummary } from '../../analysis/elasticity/shear-modulus.ts';
import type { Anisotropy } from './mechanics-report.ts';

/**
 * `amplitude` = max − min, and `relative` = amplitude / `matrix`, where `matrix` is the mean G with the key-core string
 * pinned: the mean of the curve itself may be anything in a sample that is about to yield. Null where there is none.
 */
function anisotropyOf(summary: ShearSummary, matrix: number | null): Anisotropy {
  const amplitude = summary.max - summary.min;
  if (matrix !== null && matrix > 0) return { ...summary, amplitude, relative: amplitude / matrix };
  const reason =
    matrix === null
      ? 'there is no modulus with the key-core string pinned'
      : `the mean modulus with the key-core string pinned, ${matrix.toPrecision(4)}, is not positive`;
  return { ...summary, amplitude, relative: null, reason };
}

/** Of a curve with one set for all angles, exactly. */
export function smoothAnisotropy(harmonics: ShearHarmonics, matrix: number | null): Anisotropy {
  return anisotropyOf(shearSummary(harmonics), matrix);
}

/** Of the values at given angles: a curve whose set jumps from angle to angle has no others. */
export function sampledAnisotropy(
  degrees: readonly number[],
  curve: readonly number[],
  matrix: number | null,
): Anisotropy {
  const min = Math.min(...curve);
  const max = Math.max(...curve);
  const mean = curve.reduce((sum, value) => sum + value, 0) / curve.length;
  const angleOf = (value: number) => degrees[curve.indexOf(value)] % 180;
  return anisotropyOf({ mean, min, max, softestDegrees: angleOf(min), stiffestDegrees: angleOf(max) }, matrix);
}

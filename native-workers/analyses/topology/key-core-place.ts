import type { Report } from '../../analysis/report/report.ts';
import type { KeyCorePlace } from './topology.ts';
import { indexOfMaximum } from '../../analysis/key-core/vibrability-core.ts';
import { indicesOf } from '../../configuration/indices-of-ids.ts';

/**
 * Where the key core of an analysed sample is: its square, or the particle with the largest Ψ where there is none; null
 * where there is no Ψ. `vibrability`: in order of `ids`.
 */
export function keyCorePlace(
  { keyCore }: Pick<Report, 'keyCore'>,
  ids: Int32Array,
  vibrability: Float64Array | null,
): KeyCorePlace | null {
  if (keyCore.squareIds !== null) return { of: 'square', indices: indicesOf(ids, keyCore.squareIds) };
  if (vibrability === null || vibrability.length === 0) return null;
  return { of: 'vibrability', indices: [indexOfMaximum(vibrability)] };
}

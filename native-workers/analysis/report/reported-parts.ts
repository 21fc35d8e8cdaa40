import { addon } from '../../addon.ts';
import type { Box } from '../../configuration/configuration.ts';
import type { Model } from '../../models/model.ts';
import { KEYCORE_VERSION } from '../../version.ts';

/** What reports on a sample have in common, as analyses state it; the schemas are in report-parts.ts. */

/** The sample, of n particles. */
export function reportedSample(
  n: number,
  { lx, ly, xy }: Box,
  { id }: Model,
): { n: number; box: [number, number, number]; model: string } {
  return { n, box: [lx, ly, xy], model: id };
}

/** Who makes the report. */
export function reportedMaker(): { version: string; variant: string } {
  return { version: KEYCORE_VERSION, variant: addon().variant };
}

/** The model: whole, where it is not one of the registry. */
export function reportedModel({ id, definition, cutoffScheme }: Model) {
  return { model: id, ...(definition === undefined ? {} : { modelDefinition: definition }), cutoffScheme };
}

/** Mean of the values of all particles, and the largest. */
export function reportedExtreme(values: Float64Array, ids: Int32Array): { mean: number; max: number; maxId: number } {
  const most = values.reduce((best, value, at) => (value > values[best] ? at : best), 0);
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, max: values[most], maxId: ids[most] };
}

import type { Report } from '../../native-workers/analysis/report/report.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';

/** Name of the field that holds d_i of each particle, where particles have sizes of their own. */
export const DIAMETERS_FIELD = 'diameters';

/** The sizes of a stored sample, to be spread into its configuration: nothing where its particles have none. */
export function sizesOf({ sample }: Report, readDiameters: () => Float64Array): Pick<Configuration, 'sizes'> {
  const { sizes } = sample;
  return sizes === undefined ? {} : { sizes: { diameters: readDiameters(), nonAdditivity: sizes.nonAdditivity } };
}

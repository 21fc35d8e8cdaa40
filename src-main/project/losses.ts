import { lostElasticity } from './elasticity.ts';
import { miscounts, miscountText, OPTIONAL_KINDS } from './optional-rows.ts';
import type { Connection } from './sqlite.ts';

/**
 * What was stored and is not there: a sentence for each kind and sample. Reading the rows themselves throws the same;
 * moduli are read from the sample's report, which still has them.
 */
export function listLosses(connection: Connection): string[] {
  const moduli = lostElasticity(connection).map(
    (sample) => `sample ${sample}: the row of its moduli is lost; they are read from the sample's report`,
  );
  const rows = OPTIONAL_KINDS.filter((kind) => kind !== 'elasticity').flatMap((kind) =>
    miscounts(connection, kind).map((miscount) => {
      const of = miscount.sample === null ? 'the whole project' : `sample ${miscount.sample}`;
      return `${of}: ${miscountText(miscount)}; restore it from a copy`;
    }),
  );
  return [...moduli, ...rows];
}

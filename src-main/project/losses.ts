import { ELASTICITY_ROWS } from './elasticity.ts';
import { miscounts, miscountText, OPTIONAL_KINDS, placeOf, type OptionalKind } from './optional-rows.ts';
import type { Connection } from './sqlite.ts';
import { VERDICT_ROWS } from './verdict.ts';

/** Rows that the reports of the samples have too. */
export const REPORTED = [ELASTICITY_ROWS, VERDICT_ROWS] as const;

/** What is done where rows of a kind are lost. */
const REMEDIES: Partial<Record<OptionalKind, string>> = {
  reportScalar: 'read from the reports instead',
  hexatic: 'worked out again from the structure',
};

/**
 * What was stored and is not there: a sentence for each kind and sample. Reading the rows themselves throws the same;
 * moduli and verdicts are read from the sample's report, numbers of other reports from these, which still have them.
 */
export function listLosses(connection: Connection): string[] {
  const reported = REPORTED.flatMap((rows) =>
    rows
      .lost(connection)
      .map((sample) => `sample ${sample}: ${rows.what} is lost; it is read from the sample's report`),
  );
  const kinds = OPTIONAL_KINDS.filter((kind) => !REPORTED.some((each) => each.kind === kind));
  const others = kinds.flatMap((kind) =>
    miscounts(connection, kind).map((miscount) => {
      const remedy = REMEDIES[kind] ?? 'restore it from a copy';
      return `${placeOf(miscount.sample)}: ${miscountText(miscount)}; ${remedy}`;
    }),
  );
  return [...reported, ...others];
}

import { ReportRows, type ReportSource } from './report-rows.ts';

/** In a report of an older Keycore it is not there. */
function numbersOf({ qlm }: ReportSource) {
  if (qlm?.criterion === undefined) return null;
  const { criterion, verdict = null, phononShare = null } = qlm;
  return {
    /** Null where the report says why there is none. */
    verdict,
    phononShare,
    criterion,
  };
}

/** The verdict on the lowest mode of a sample, for tables and filters; the report has what it rests on. */
export type VerdictNumbers = NonNullable<ReturnType<typeof numbersOf>>;

/** Verdicts of samples; a report of an older Keycore has none, or judged by another criterion. */
export const VERDICT_ROWS = new ReportRows({
  kind: 'verdict',
  what: 'the row of its verdict',
  columns: 'verdict, phononShare, criterion',
  numbersOf,
});

import { z } from 'zod';
import { VERDICTS } from '../../native-workers/analysis/report/verdicts.ts';
import { ReportRows, type ReportSource } from './report-rows.ts';

/** The verdict on the lowest mode of a sample, for tables and filters; the report has what it rests on. */
export const verdictSchema = z.object({
  verdict: z.enum(VERDICTS).nullable().describe('what the lowest mode is; null: undecided'),
  phononShare: z.number().nullable().describe('share of the lowest mode in plane waves'),
  criterion: z.literal('phonon-share'),
});

export type VerdictNumbers = z.infer<typeof verdictSchema>;

/** The verdict of a report; null for one of an older Keycore, which judged by another criterion or not at all. */
function numbersOf({ qlm }: ReportSource) {
  if (qlm?.criterion === undefined) return null;
  const { criterion, verdict = null, phononShare = null } = qlm;
  return { verdict, phononShare, criterion };
}

/** Verdicts of samples. */
export const VERDICT_ROWS = new ReportRows({
  kind: 'verdict',
  what: 'the row of its verdict',
  columns: 'verdict, phononShare, criterion',
  numbersOf,
});

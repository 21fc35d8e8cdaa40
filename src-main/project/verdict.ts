import { z } from 'zod';
import { VERDICTS } from '../../native-workers/analysis/report/verdicts.ts';
import { ReportRows } from './report-rows.ts';

/** The part of a report from which it comes; in a report of an older Keycore it is not there. */
const sourceSchema = z.object({
  qlm: z
    .object({
      criterion: z.literal('phonon-share').optional(),
      verdict: z.enum(VERDICTS).nullable().optional(),
      phononShare: z.number().nullable().optional(),
    })
    .optional(),
});

function numbersOf({ qlm }: z.infer<typeof sourceSchema>) {
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
  source: sourceSchema,
  numbersOf,
});

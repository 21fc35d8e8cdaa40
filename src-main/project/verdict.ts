import { z } from 'zod';
import { VERDICTS } from '../../native-workers/analysis/report/verdicts.ts';
import { ReportRows } from './report-rows.ts';

/** The verdict on the lowest mode of a sample, for tables and filters; the report has what it rests on. */
export const verdictSchema = z.object({
  verdict: z.enum(VERDICTS).nullable().describe('what the lowest mode is; null: undecided'),
  phononShare: z.number().nullable().describe('share of the lowest mode in plane waves'),
  criterion: z.literal('phonon-share'),
});

export type VerdictNumbers = z.infer<typeof verdictSchema>;

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

/** The verdict of a report; null for one of an older Keycore, which judged by another criterion or not at all. */
export function verdictOf({ qlm }: z.infer<typeof sourceSchema>): VerdictNumbers | null {
  if (qlm?.criterion === undefined) return null;
  const { criterion, verdict = null, phononShare = null } = qlm;
  return { verdict, phononShare, criterion };
}

/** Verdicts of samples. */
export const VERDICT_ROWS = new ReportRows<VerdictNumbers>({
  kind: 'verdict',
  columns: 'verdict, phononShare, criterion',
  inReport: (text) => verdictOf(sourceSchema.parse(JSON.parse(text))),
});

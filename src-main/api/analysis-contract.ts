import { z } from 'zod';
import type { Analysis, ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { describedArray } from '../../native-workers/analysis/description/described-array.ts';
import { apiErrorSchema, type ArrayInfo, arrayInfoSchema } from './contract.ts';
import { settingsIssueSchema } from './simulation-contract.ts';

/** The answer of status 409 to a request whose cost has to be confirmed: ask again with `confirmed=true`. */
export const confirmationSchema = apiErrorSchema.extend({
  estimate: z.object({
    needsConfirmation: z.boolean(),
    message: z.string(),
    seconds: z.number(),
  }),
});

/** A report on a sample; null where there is none. What its arrays hold is left out of it. */
export function sampleReportSchema<Report>(report: z.ZodType<Report>) {
  return z
    .object({
      /** Of the list of reports; of one that is computed at once, nothing keeps it under this. */
      key: z.string(),
      /** ISO 8601. */
      storedAt: z.string(),
      report,
      /** What of it fits on a screen, as the command prints it. */
      text: z.string(),
      arrays: z.array(arrayInfoSchema),
      /** Why the project does not keep it; null where it does. */
      notKept: z.string().nullable(),
    })
    .nullable();
}

/** A report of a sample in the list of those of one analysis. */
export const listedReportSchema = z.object({
  /** What the query `report` of the routes takes. */
  key: z.string(),
  /** ISO 8601. */
  storedAt: z.string(),
  /** Of Keycore. */
  version: z.string(),
  /** All of them, the defaults too. */
  settings: z.record(z.string(), z.json()),
  /** Why the project does not keep it; null where it does. */
  notKept: z.string().nullable(),
});

export type ListedReport = z.infer<typeof listedReportSchema>;

/** What the form of an analysis and the table of its report are drawn from. */
export const analysisFormSchema = z.object({
  /** JSON Schema of the settings. */
  settings: z.record(z.string(), z.json()),
  /** What is taken where nothing is set. */
  defaults: z.record(z.string(), z.json()),
  /** JSON Schema of the report. */
  report: z.record(z.string(), z.json()),
});

export type AnalysisForm = z.infer<typeof analysisFormSchema>;

/** What is wrong with settings of an analysis; nothing for those that can be computed with. */
export const analysisCheckSchema = z.object({ issues: z.array(settingsIssueSchema) });

export type AnalysisCheck = z.infer<typeof analysisCheckSchema>;

export type SampleReportInfo<Report> = NonNullable<z.output<ReturnType<typeof sampleReportSchema<Report>>>>;

/** Which of the reports on a sample; by both, that of the key. */
export const reportQuerySchema = z.strictObject({
  /** JSON: the report of these settings; left out, the last one (or, of what is computed at once, the defaults). */
  settings: z.string().max(10_000).optional(),
  /** Key of a report of the list, in place of settings. */
  report: z.string().max(11_000).optional(),
});

export type ReportQuery = z.output<typeof reportQuerySchema>;

export const startQuerySchema = z.strictObject({ confirmed: z.enum(['true', 'false']).optional() });

/** An array of an analysis as the window receives it; null for one that is not drawn over the particles. */
export function reportArrayInfo(
  analysis: Pick<Analysis, 'arrays'>,
  array: Omit<ReportArray, 'data'>,
): ArrayInfo | null {
  const { name, kind, unit } = array;
  if (kind === 'series') return null;
  const { label, distinction, signed } = describedArray(analysis, name) ?? {
    label: name,
    distinction: null,
    signed: false,
  };
  return {
    name,
    label: distinction === null ? label : `${label}, ${distinction}`,
    unit,
    kind,
    signed,
    perMode: false,
  };
}

import { z } from 'zod';
import { pseudoModesReportSchema } from '../../native-workers/analysis/pseudo-modes-report.ts';
import { pseudoModesSettingsSchema } from '../../native-workers/analysis/pseudo-modes-settings.ts';

/**
 * Pseudo-harmonic modes over the API. `:run` is the number of a search that is kept in the project.
 *
 * | route | request | response |
 * |---|---|---|
 * | POST /api/projects/:project/samples/:sample/pseudo-modes | PseudoModesRequest | { job: JobInfo } |
 * | GET /api/projects/:project/samples/:sample/pseudo-modes | – | KeptPseudoModes: the last search, or null |
 * | GET /api/projects/:project/samples/:sample/pseudo-modes/:run/:mode/arrays?names= | – | arrays, as of a mode |
 */

/** What is not given takes its default. */
export const pseudoModesRequestSchema = pseudoModesSettingsSchema;

export const keptPseudoModesSchema = z.object({
  kept: z.object({ run: z.int(), storedAt: z.string(), report: pseudoModesReportSchema }).nullable(),
});

export type PseudoModesRequest = z.input<typeof pseudoModesRequestSchema>;
export type KeptPseudoModes = z.infer<typeof keptPseudoModesSchema>;

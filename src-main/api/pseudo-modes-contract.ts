import { z } from 'zod';
import { pseudoModesReportSchema } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-report.ts';
import { pseudoModesSettingsSchema } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-settings.ts';

/** What crosses the door about pseudo-harmonic modes (routes in contract.ts). */

/** What is left out has its default. */
export const pseudoModesRequestSchema = pseudoModesSettingsSchema;

/**
 * The search that was kept last; null before one. `search` is its number in the project and stands in the route of the
 * modes' arrays, which are those of any mode: vectors `u`, `uT`, `uL`, `uNp`, scalars `absU`, `absUL`, `divUNp`, `divU`,
 * `areaChange`.
 */
export const keptPseudoModesSchema = z
  .object({ search: z.int(), storedAt: z.string(), report: pseudoModesReportSchema })
  .nullable();

export type PseudoModesRequest = z.input<typeof pseudoModesRequestSchema>;
export type KeptPseudoModes = z.infer<typeof keptPseudoModesSchema>;

import { z } from 'zod';
import { strainReportSchema } from '../../native-workers/analyses/strain/strain-report.ts';
import { strainSettingsSchema } from '../../native-workers/analyses/strain/strain-settings.ts';
import { arrayInfoSchema } from './contract.ts';

/** What crosses the door about finite strain (routes in contract.ts). */

/** What is left out has its default. */
export const strainRequestSchema = strainSettingsSchema;

/**
 * The last strain of a sample; null before one is done. Projects that may only be read keep it while they are open. Arrays, N × 2 in order of ids, in the
 * axes of the unstrained sample: `positions` of the start (σ), `linear` (x = H⁺Ξ, per unit strain), `nonAffine`
 * (r − F r₀ at the last state before the first event, or at the end), and of the first event, where there is one,
 * `event` (its displacement), `before` and `after` (positions, in the axes of their own boxes; `after`'s is
 * `events[0].cell`).
 */
export const keptStrainSchema = z.object({ report: strainReportSchema, arrays: z.array(arrayInfoSchema) }).nullable();

export type StrainRequest = z.input<typeof strainRequestSchema>;
export type KeptStrain = z.infer<typeof keptStrainSchema>;

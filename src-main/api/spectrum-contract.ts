import { z } from 'zod';
import { spectrumReportSchema, windowEstimateSchema } from '../../native-workers/analyses/spectrum/spectrum-report.ts';
import { spectrumSettingsSchema } from '../../native-workers/analyses/spectrum/spectrum-settings.ts';
import { topologySettingsSchema } from '../../native-workers/analyses/topology/topology-settings.ts';
import { apiErrorSchema } from './contract.ts';

/** What crosses the door about spectra and topological defects (routes in contract.ts). */

/** What is left out has its default; `confirmed` once somebody has seen the estimate of a window of very many modes. */
export const spectrumRequestSchema = spectrumSettingsSchema.extend({ confirmed: z.boolean().default(false) });

/** Answer of status 409 to a request whose window has to be confirmed: ask again with `confirmed: true`. */
export const confirmationSchema = apiErrorSchema.extend({ estimate: windowEstimateSchema });

/**
 * The spectrum of a sample that was kept last, or null. `report.window.map.values` is empty: the map is the array of the
 * sample that `report.window.map.field` names.
 */
export const keptSpectrumSchema = z.object({
  kept: z.object({ storedAt: z.string(), report: spectrumReportSchema }).nullable(),
});

const settings = topologySettingsSchema.shape;

/** Which mode, and the settings that differ from the defaults; the answer is a `TopologyReport`. */
export const topologyQuerySchema = z.strictObject({
  mode: z.coerce.number().pipe(z.int().min(0).max(1_000_000)).default(0),
  field: settings.field,
  spacing: z.coerce.number().pipe(settings.spacing.unwrap()).default(1),
  smoothing: z.coerce.number().pipe(settings.smoothing.unwrap()).default(1),
  triangleSmoothing: z.coerce.number().pipe(z.number().min(0).max(20)).optional(),
});

export type SpectrumRequest = z.input<typeof spectrumRequestSchema>;
export type SpectrumConfirmation = z.infer<typeof confirmationSchema>;
export type KeptSpectrum = z.infer<typeof keptSpectrumSchema>;
export type TopologyQuery = z.input<typeof topologyQuerySchema>;

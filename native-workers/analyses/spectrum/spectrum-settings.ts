import { z } from 'zod';
import { strictSettings } from '../../settings/strict-settings.ts';

/**
 * Everything a user may set of a spectrum: one schema gives the type, the check, the flags and the documentation.
 * Frequencies ω in √(ε/mσ²).
 */
export const spectrumSettingsSchema = strictSettings({
  bins: z.int().min(1).max(10_000).default(100).describe('bins of D(ω), of equal width from 0 to the maximum'),
  maximum: z.number().positive().nullable().default(null).describe('upper end of D(ω); null: the end of the spectrum'),
  window: strictSettings({
    lower: z.number().min(0).describe('least ω of the window'),
    upper: z.number().positive().describe('largest ω of the window'),
  })
    .nullable()
    .default({ lower: 0.4, upper: 1.2 })
    .describe('all modes of it are computed, for the maps D_i^T(ω)/ω; null: no map'),
  windowBins: z.int().min(1).max(1000).default(16).describe('bins of the transverse and longitudinal D(ω) inside it'),
});

export type SpectrumSettings = z.infer<typeof spectrumSettingsSchema>;

/** A window with more modes than this is computed only once somebody has seen what it costs and said yes. */
export const UNASKED_MODES = 2000;

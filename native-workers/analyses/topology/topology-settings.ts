import { z } from 'zod';
import { strictSettings } from '../../settings/strict-settings.ts';
import { TOPOLOGY_FIELDS } from './topology-report.ts';

/** Everything a user may set of the topological defects of a mode. Lengths in σ. */
export const topologySettingsSchema = strictSettings({
  mode: z.int().min(0).max(9999).default(0).describe('number of the mode, 0 the lowest'),
  field: z.enum(TOPOLOGY_FIELDS).default('u').describe('u, or its transverse (uT) or longitudinal (uL) part'),
  spacing: z.number().min(0.05).default(1).describe('spacing h of the grid; nx = round(L_x/h)'),
  smoothing: z.number().min(0.1).max(20).default(1).describe('s of the weights exp(−d²/2s²) on the grid'),
  triangleSmoothing: z
    .number()
    .min(0)
    .max(20)
    .nullable()
    .default(null)
    .describe('the same at the corners of the triangles, 0 for none; null: 1 for uL, else 0'),
});

export type TopologySettings = z.infer<typeof topologySettingsSchema>;

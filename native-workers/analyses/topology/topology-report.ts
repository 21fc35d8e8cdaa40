import { z } from 'zod';
import { finite, integer } from '../../analysis/report/report-parts.ts';

/** What `topology` says of a mode. Lengths in σ; positions in the primary cell, 0 ≤ fractional coordinate < 1. */

export const TOPOLOGY_FIELDS = ['u', 'uT', 'uL'] as const;

const defectSchema = z.object({
  charge: integer.describe('winding number q, counter-clockwise: +1 vortex, −1 saddle'),
  x: finite,
  y: finite,
});

const chargesSchema = z.object({
  smoothing: finite.describe('s of the weights exp(−d²/2s²); 0: the field as it is'),
  total: z.literal(0).describe('Σ q, which on a torus is 0'),
  positive: integer.describe('Σ of the positive charges'),
  negative: integer.describe('−Σ of the negative ones'),
  defects: z.array(defectSchema).describe('every plaquette with q ≠ 0, at its centre'),
  nearestNegative: z
    .object({ x: finite, y: finite, distance: finite })
    .nullable()
    .describe('negative charge nearest to the key core; null where there is none or no key core'),
});

export const topologyReportSchema = z.object({
  mode: integer.min(0),
  omega: finite,
  field: z.enum(TOPOLOGY_FIELDS).describe('u, or its transverse or longitudinal part'),
  centre: z
    .object({
      x: finite,
      y: finite,
      of: z
        .enum(['square', 'vibrability'])
        .describe('centroid of the key-core square, or the particle with the largest Ψ'),
    })
    .nullable()
    .describe('of the key core'),
  grid: chargesSchema
    .extend({ nx: integer, ny: integer, spacing: finite.describe('h asked for: nx = round(L_x/h)') })
    .describe('plaquettes of a regular grid, the field averaged with Gaussian weights'),
  triangles: chargesSchema.describe('Delaunay triangles'),
});

export type TopologyField = (typeof TOPOLOGY_FIELDS)[number];
export type Defect = z.infer<typeof defectSchema>;
export type Charges = z.infer<typeof chargesSchema>;
export type TopologyReport = z.infer<typeof topologyReportSchema>;

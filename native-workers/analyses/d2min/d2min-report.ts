import { z } from 'zod';
import {
  finite,
  finiteOrNull,
  ids,
  integer,
  makerParts,
  modelParts,
  sampleParts,
} from '../../analysis/report/report-parts.ts';
import { d2minSettingsSchema } from './d2min-settings.ts';

/** What `d2min` says of a sample. Lengths in σ. */

const extremeSchema = z.object({
  mean: finite,
  max: finite,
  maxId: integer.describe('particle with the largest value'),
});

export const d2minReportSchema = z.object({
  sample: z.object(sampleParts),
  strain: finite.describe('γ at which the strained sample is looked at'),
  events: z
    .array(
      z.object({
        strain: finite.describe('just behind it'),
        energyDrop: finite,
        moved: ids.describe('ids of the particles that moved in it, furthest first'),
      }),
    )
    .describe('plastic events between the two'),
  neighbours: z.object({ mean: finite, min: integer }).describe('within the radius'),
  d2min: extremeSchema.describe('D²_min = min_J Σ_j |r_ij − J a_ij|² over the neighbours, σ²'),
  localShear: extremeSchema.describe('√(η_xy² + ¼(η_xx − η_yy)²) of the local strain η = ½(JᵀJ − 1)'),
  keyCore: z
    .object({
      ids,
      mean: finite.describe('mean D²_min of the particles of the key-core string, σ²'),
      ratio: finiteOrNull.describe('that over the mean of all particles; null where that is 0'),
    })
    .nullable()
    .describe('null where there is no key-core string'),
  settings: d2minSettingsSchema,
  provenance: z.object({
    ...makerParts,
    ...modelParts,
    source: z.string(),
    configurationHash: z.string().describe('SHA-256 of model, box, species and position bits of the unstrained sample'),
    wallSeconds: finite,
  }),
});

export type D2minReport = z.infer<typeof d2minReportSchema>;

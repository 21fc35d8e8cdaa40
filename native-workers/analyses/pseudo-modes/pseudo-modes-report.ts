import { z } from 'zod';
import {
  finite,
  finiteOrNull,
  integer,
  makerParts,
  sampleParts,
  wallSecondsOfStages,
} from '../../analysis/report/report-parts.ts';
import { pseudoModesSettingsSchema } from './pseudo-modes-settings.ts';
import { modeSchema } from '../../analysis/report/report.ts';

/**
 * What `pseudo-modes` says of a sample. Reduced units (length σ, energy ε, mass m); no NaN: null, with the reason.
 * z is the displacement of a mode, of unit norm zᵀMz = 1; z_ij = z_j − z_i of an interacting pair.
 */

const pseudoModeSchema = modeSchema.extend({
  index: integer.min(0).describe('0 is the softest, by κ'),
  eigenvalue: finite.describe('κ = zᵀHz/zᵀMz; not an eigenvalue, but never below the lowest one'),
  omega: finite.describe('√κ'),
  residual: finite.describe('‖Hz − (zᵀHz/Q) g(z)‖/‖Hz‖, g = ¼∂Q/∂z, Q = Σ_pairs |z_ij|⁴: 0 where C is stationary'),
  cost: finite.describe('C(z) = (zᵀHz)²/Q, ε²/σ⁴: a minimum'),
  participants: finite.describe('N·PR: how many particles take part'),
  centre: z.tuple([finite, finite]).describe('mean position weighted by |z_i|⁴, in the cell 0 ≤ fractional < 1'),
  centreId: integer.describe('particle that moves most'),
  iterations: integer.describe('steps from the start to the minimum'),
  start: z
    .union([
      z.object({ bond: z.tuple([integer, integer]).describe('ids of its particles') }),
      z.object({ mode: integer.describe('index of the mode of the Hessian') }),
    ])
    .describe('where the search that found it first had begun'),
  hits: integer.min(1).describe('starts that ended here'),
  nearestMode: z
    .object({ index: integer, overlap: finite.describe('|z·u|, 0 to 1') })
    .nullable()
    .describe('mode of the Hessian it overlaps with most, of those computed; null where none were'),
});

export const pseudoModesReportSchema = z.object({
  sample: z.object({
    ...sampleParts,
    maxForce: finite.describe('max|F_i| of the structure'),
    lowestOmega: finiteOrNull.describe('ω of the lowest mode of the Hessian; null where none were computed'),
  }),
  modes: z.array(pseudoModeSchema).describe('by κ, at most as many as were asked for'),
  search: z
    .object({
      bonds: integer.describe('interacting pairs'),
      apart: integer.describe('of them the softest ones that keep the least distance from each other'),
      starts: integer.describe('searches made, from bonds and from modes'),
      fromBonds: integer,
      fromModes: integer,
      distinct: integer.describe('different modes found, those left out of `modes` included'),
      merged: integer.describe('searches that ended on a mode that was known already'),
      mergedEarly: integer.describe('of them those that were ended when they had come close to it'),
      unconverged: integer.describe('searches given up after the largest number of steps'),
      solves: integer.describe('solves with the factorisation'),
    })
    .describe('how the modes were looked for; nothing proves that none was missed'),
  provenance: z.object({
    ...makerParts,
    source: z.string().describe('file and frame, or project and sample'),
    configurationHash: z.string().describe('SHA-256 of model, box, species and position bits of the structure'),
    settings: pseudoModesSettingsSchema,
    wallSeconds: wallSecondsOfStages,
  }),
});

export type PseudoMode = z.infer<typeof pseudoModeSchema>;
export type PseudoModesReport = z.infer<typeof pseudoModesReportSchema>;

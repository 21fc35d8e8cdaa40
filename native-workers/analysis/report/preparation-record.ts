import { z } from 'zod';
import { finite, finiteOrNull, integer } from './report-parts.ts';

/** A sub-seed of a crystal whose vacancies did not come out as wanted. */
export const rejectedSeedSchema = z.object({
  seed: z.string().describe('sub-seed, 16 hexadecimal digits'),
  reason: z.string().describe('why it was rejected'),
});

const dynamicsRecordSchema = z.object({
  timeStep: finite.describe('σ√(m/ε)'),
  thermostat: z.union([
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('langevin'), friction: finite }),
    z.object({ kind: z.literal('rescaling'), relaxationTime: finite }),
  ]),
  temperature: finite.describe('of the equilibration, ε/k_B'),
  equilibrationTime: finite.describe('σ√(m/ε)'),
  cooling: z.array(z.object({ to: finite, rate: finite })).describe('linear coolings, in order'),
  coolingTime: finite.describe('of all coolings, σ√(m/ε)'),
  steps: integer.describe('steps of the dynamics'),
  checkpointInterval: integer.describe('steps'),
  rebuilds: integer.describe('neighbour lists built'),
  swaps: z
    .object({
      rate: finite.describe('attempts per particle and unit time'),
      attempts: integer,
      accepted: integer,
      acceptance: finiteOrNull.describe('share of the attempts; null without any'),
    })
    .optional()
    .describe('Monte Carlo exchanges of the diameters of two particles; absent where there are none'),
  pushOffEvaluations: integer.describe('force evaluations that pushed the random start apart'),
  meanSquareDisplacement: finiteOrNull.describe(
    '⟨|Δr|²⟩ reached at the end of the equilibration, drift taken out, σ²; null without equilibration',
  ),
  meanTemperature: finiteOrNull.describe(
    'of the second half of the equilibration, as measured; null without a trace of it',
  ),
  finalTemperature: finiteOrNull.describe('measured at the last row of the trace'),
});

const crystalRecordSchema = z.object({
  columns: integer,
  rows: integer,
  spacing: finite.describe('distance of neighbouring sites, σ'),
  vacancies: integer,
  psi6: finite.describe('global |ψ6| of the quenched crystal'),
  meanLocalPsi6: finite.describe('⟨|ψ6|⟩ of the quenched crystal'),
  coordination: z.record(z.string(), integer).describe('number of particles by Voronoi neighbours'),
  subSeed: z.string().nullable().describe('sub-seed that was kept; null where none is tried'),
  tries: integer.describe('sub-seeds tried, the kept one included'),
  rejected: z.array(rejectedSeedSchema),
  anisotropy: z
    .object({
      unpinned: finite.describe('(max − min) of G(θ) / mean of G(θ) pinned'),
      pinned: finite.describe('the same with the 2n particles of largest Ψ pinned'),
    })
    .nullable()
    .describe('null where the crystal was not tested for reconstruction'),
});

const packingRecordSchema = z.object({
  target: z
    .object({
      quantity: z.enum(['pressure', 'excessContacts']).describe('p in ε/σ², or ΔZ'),
      value: finite,
      tolerance: finite.describe('of p, relative; of ΔZ, but at least one contact, 2/N_b'),
    })
    .nullable()
    .describe('what the packing was compressed or decompressed to; null where its packing fraction was kept'),
  steps: integer.describe('changes of the packing fraction, each followed by a minimisation'),
  packingFraction: finite.describe('φ reached'),
  pressure: finite.describe('p reached, ε/σ²'),
  excessContacts: finiteOrNull.describe('ΔZ reached; null where the packing is not jammed'),
  jammed: z.boolean(),
});

/** How a sample was prepared, whole: a part of its provenance. */
export const preparationRecordSchema = z.object({
  preset: z.string(),
  kind: z.enum(['instantaneous', 'cooling', 'lattice', 'packing']),
  dynamics: dynamicsRecordSchema.nullable().describe('null for an instantaneous quench'),
  crystal: crystalRecordSchema.nullable().describe('null for a glass'),
  packing: packingRecordSchema.optional().describe('absent for what is no packing'),
  quench: z.object({
    evaluations: integer.describe('force evaluations of the minimiser'),
    newtonSteps: integer,
  }),
  wallSeconds: z.object({
    dynamics: finite.describe('push-off and dynamics, earlier runs of a resumed sample included'),
    quench: finite,
  }),
});

export type RejectedSeed = z.infer<typeof rejectedSeedSchema>;
export type DynamicsRecord = z.infer<typeof dynamicsRecordSchema>;
export type CrystalRecord = z.infer<typeof crystalRecordSchema>;
export type PackingRecord = z.infer<typeof packingRecordSchema>;
export type PreparationRecord = z.infer<typeof preparationRecordSchema>;

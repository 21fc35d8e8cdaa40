import { z } from 'zod';
import { ReportRows, type ReportSource } from './report-rows.ts';

/** Moduli of a sample, and N·PR and ω_T of its lowest mode, for tables and filters; the report has the rest. */
export const elasticitySchema = z.object({
  shear: z.number().nullable().describe('mean of G(θ), ε/σ²; null for an unstable sample'),
  shearMin: z.number().nullable(),
  shearMax: z.number().nullable(),
  pinnedShear: z.number().nullable().describe('mean of G(θ) with the key-core string pinned'),
  bulk: z.number().nullable().describe('bulk modulus, ε/σ²'),
  relativeAnisotropy: z.number().nullable().describe('(max − min of G(θ)) / pinned mean'),
  participants: z.number().describe('N·PR of the lowest mode'),
  omegaT: z.number().nullable().describe('first transverse phonon'),
  isQlm: z
    .int()
    .nullable()
    .describe('older criterion, N·PR and ω_T: 1 when the lowest mode is localised by it, else 0; null: undecided'),
});

export type ElasticityNumbers = z.infer<typeof elasticitySchema>;

/** The numbers of a report; null for one of an older Keycore, which has none. */
function numbersOf({ elasticity, qlm }: ReportSource) {
  if (elasticity === undefined || qlm === undefined) return null;
  const { shear, pinnedShear, bulk, relativeAnisotropy } = elasticity;
  const { participants, omegaT, isQlm } = qlm;
  return {
    shear: shear?.mean ?? null,
    shearMin: shear?.min ?? null,
    shearMax: shear?.max ?? null,
    pinnedShear: pinnedShear?.mean ?? null,
    bulk,
    relativeAnisotropy,
    participants,
    omegaT,
    isQlm: isQlm === null ? null : Number(isQlm),
  };
}

/** Moduli of samples. */
export const ELASTICITY_ROWS = new ReportRows({
  kind: 'elasticity',
  what: 'the row of its moduli',
  columns: 'shear, shearMin, shearMax, pinnedShear, bulk, relativeAnisotropy, participants, omegaT, isQlm',
  numbersOf,
});

import { z } from 'zod';
import { ReportRows } from './report-rows.ts';

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

/** The part of a report from which the numbers come; in a report of an older Keycore neither is there. */
const sourceSchema = z.object({
  elasticity: z
    .object({
      shear: z.object({ mean: z.number(), min: z.number(), max: z.number() }).nullable(),
      pinnedShear: z.object({ mean: z.number() }).nullable(),
      bulk: z.number().nullable(),
      relativeAnisotropy: z.number().nullable(),
    })
    .optional(),
  qlm: z.object({ participants: z.number(), omegaT: z.number().nullable(), isQlm: z.boolean().nullable() }).optional(),
});

/** The numbers of a report; null for one of an older Keycore, which has none. */
export function elasticityOf({ elasticity, qlm }: z.infer<typeof sourceSchema>): ElasticityNumbers | null {
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

/** The numbers of a report as it is stored, whose checksum has been found right. */
export function elasticityInReport(text: string): ElasticityNumbers | null {
  return elasticityOf(sourceSchema.parse(JSON.parse(text)));
}

/** Moduli of samples. */
export const ELASTICITY_ROWS = new ReportRows<ElasticityNumbers>({
  kind: 'elasticity',
  columns: 'shear, shearMin, shearMax, pinnedShear, bulk, relativeAnisotropy, participants, omegaT, isQlm',
  inReport: elasticityInReport,
});

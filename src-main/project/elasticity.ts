import { z } from 'zod';
import { ReportRows } from './report-rows.ts';

/** Moduli of a sample, and N·PR and ω_T of its lowest mode, for tables and filters; the report has the rest. */
export interface ElasticityNumbers {
  /** Mean, minimum and maximum of G(θ), ε/σ²; null for an unstable sample. */
  shear: number | null;
  shearMin: number | null;
  shearMax: number | null;
  /** Mean of G(θ) with the key-core string pinned. */
  pinnedShear: number | null;
  bulk: number | null;
  /** (max − min of G) / pinned mean. */
  relativeAnisotropy: number | null;
  /** N·PR of the lowest mode. */
  participants: number;
  /** First transverse phonon. */
  omegaT: number | null;
  /** Older criterion (`participationVerdict`). 1: the lowest mode is localised; 0: it is not; null: undecided. */
  isQlm: number | null;
}

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

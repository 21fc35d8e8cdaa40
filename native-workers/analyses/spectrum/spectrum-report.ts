import { z } from 'zod';
import {
  finite,
  finiteOrNull,
  integer,
  makerParts,
  reason,
  wallSecondsOfStages,
} from '../../analysis/report/report-parts.ts';
import { spectrumSettingsSchema } from './spectrum-settings.ts';

/**
 * What `spectrum` says of a sample: one schema gives the type, the check on output and the published documentation.
 * Frequencies ω in √(ε/mσ²), D(ω) in their inverse. The two translations are never counted.
 */

/** What a window will cost, before it is begun. */
const windowEstimateSchema = z.object({
  modes: integer.describe('modes in the window, exactly, by inertia'),
  seconds: finite.describe('wall time, from that of one factorisation and of some solves on this machine'),
  factorisationSeconds: finite,
  solveSeconds: finite.describe('of one right-hand side among eight'),
  needsConfirmation: z.boolean().describe('more modes than are computed unasked'),
});

const debyeSchema = z
  .object({
    level: finiteOrNull.describe(
      'D(ω)/ω of a continuum of these moduli: V (1/c_T² + 1/c_L²)/(2π (2N − 2)); null where G or K + G is not positive',
    ),
    shear: finite.describe('G, the mean over all angles, ε/σ²'),
    bulk: finite.describe('K, ε/σ²'),
    transverseSpeed: finiteOrNull.describe('c_T = √(G/ρ), ρ the mass density'),
    longitudinalSpeed: finiteOrNull.describe('c_L = √((K + G)/ρ)'),
    reason: reason.describe('why a value is null'),
  })
  .nullable();

const histogramSchema = z.object({
  edges: z.array(finite).describe('ω at the edges of the bins, one more than there are bins'),
  counts: z.array(integer).describe('modes in each bin, exactly: differences of the inertia of H − ω²M'),
  density: z.array(finite).describe('D(ω) = counts/((2N − 2) Δω)'),
  reduced: z.array(finite).describe('D(ω)/ω at the middle of the bin, which is counts/((2N − 2) ∫ω dω)'),
});

const windowSchema = z.object({
  lower: finite.describe('ω; moved by some 1e-9 of itself where a mode lies on it'),
  upper: finite,
  count: integer.describe('modes in the window: difference of the inertia at its edges; all were computed'),
  complete: z.literal(true).describe('as many orthonormal modes were found as the inertia says there are'),
  slices: integer.describe('parts of the window, each with a factorisation of its own'),
  worstResidual: finite.describe('largest ‖Ae − λe‖/‖A‖ of all modes'),
  omega: z.array(finite).describe('of each mode, ascending'),
  transverse: z.array(finite).describe('‖u_T‖²/‖u‖² of each mode; ‖u_L‖²/‖u‖² is the rest to 1'),
  participationRatio: z.array(finite).describe('of each mode'),
  histogram: z.object({
    edges: z.array(finite),
    transverse: z.array(finite).describe('D_T(ω) = Σ_λ ‖u_T‖²/((2N − 2) Δω)'),
    longitudinal: z.array(finite).describe('D_L(ω) = Σ_λ ‖u_L‖²/((2N − 2) Δω)'),
  }),
  map: z
    .object({
      field: z.string().describe('name of the array D_i^T(ω)/ω, one number a particle'),
      mean: finite,
      max: finite,
      maxId: integer.describe('particle with the largest D_i^T(ω)/ω'),
      values: z.array(finite).describe('of every particle in order of id; empty where it travels as an array'),
    })
    .describe('D_i^T(ω)/ω = Σ_λ |u_T,λ,i|²/ω_λ / (upper − lower), ‖u_λ‖ = 1'),
});

export const spectrumReportSchema = z.object({
  sample: z.object({
    n: integer,
    modes: integer.describe('2N − 2'),
    negativeModes: integer.describe('modes of negative eigenvalue; they are in no bin'),
    zeroModes: integer.describe('zero modes beside the translations; they are in no bin'),
    massDensity: finite.describe('ρ'),
  }),
  histogram: histogramSchema,
  debye: debyeSchema.describe('of the moduli of the sample; null for an unstable one'),
  debyePinned: debyeSchema.describe('of the moduli with the key-core string pinned; null where there is none'),
  window: windowSchema.nullable(),
  estimate: windowEstimateSchema.nullable().describe('what the window was expected to cost'),
  settings: spectrumSettingsSchema,
  provenance: z.object({
    ...makerParts,
    model: z.string(),
    cutoffScheme: z.string(),
    source: z.string(),
    wallSeconds: wallSecondsOfStages,
  }),
});

export type WindowEstimate = z.infer<typeof windowEstimateSchema>;
export type DebyeReport = z.infer<typeof debyeSchema>;
export type SpectrumReport = z.infer<typeof spectrumReportSchema>;
export type WindowReport = z.infer<typeof windowSchema>;

/** Name under which D_i^T(ω)/ω of a window is stored and asked for. */
export function mapFieldName({ lower, upper }: { lower: number; upper: number }): string {
  return `made:dT:${lower}:${upper}`;
}

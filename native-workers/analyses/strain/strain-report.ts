import { z } from 'zod';
import { finite, finiteOrNull, ids, integer, reason } from '../../analysis/report/report-parts.ts';
import { STRAIN_PROTOCOLS } from './generator.ts';
import { strainSettingsSchema } from './strain-settings.ts';

/**
 * What `strain` says: one schema gives the type, the check on output and the published documentation. Reduced units;
 * stresses and moduli in ε/σ², lengths in σ. No NaN: what does not exist is null, with the reason beside it.
 */

const stressSchema = z
  .tuple([finite, finite, finite])
  .describe('σ_xx, σ_xy, σ_yy in the axes of the unstrained sample, V⁻¹ Σ_pairs (u′/r) r_a r_b');

/** The sample at one strain. */
const stateSchema = z.object({
  strain: finite.describe('γ, F = exp(γE)'),
  energy: finite.describe('U'),
  stress: stressSchema,
  driving: finite.describe('V₀⁻¹ dU/dγ = (V/V₀) σ:E, the stress that works on γ'),
  maxForce: finite.describe('max|F_i|'),
});

const cellSchema = z.object({
  box: z.tuple([finite, finite, finite]).describe('lx, ly, xy; the tilt reduced to |xy| ≤ lx/2'),
  rotationDegrees: finite.describe(
    'counter-clockwise turn from the axes of that box to those of the unstrained sample',
  ),
});

const strainStepSchema = stateSchema.extend({
  moved: finite.describe('largest non-affine displacement of a particle since the step before'),
  dissipated: finite.describe('work of the stress minus rise of U over the step: 0 to rounding where it is elastic'),
});

const plasticEventSchema = z.object({
  before: stateSchema.describe('last state on the elastic branch'),
  after: stateSchema.describe('the state it fell into, at most `bracket` further'),
  stressDrop: finite.describe('driving stress before minus after, in the direction of loading'),
  energyDrop: finite.describe('energy dissipated, ε'),
  moved: z.object({
    threshold: finite.describe('displacement above which a particle counts as moved, σ'),
    ids: ids.describe('the furthest first'),
    distances: z.array(finite).describe('non-affine |Δu| of each'),
  }),
  largest: z.object({ id: integer, distance: finite }),
  participants: finite.describe('(Σ|Δu|²)²/Σ|Δu|⁴: how many particles share the rearrangement'),
  approach: z
    .array(z.object({ strain: finite, eigenvalue: finite }))
    .describe('lowest eigenvalue of the Hessian at the last states before it; falls as √(γ_c − γ)'),
  criticalStrain: finiteOrNull.describe('where the square of the last two eigenvalues, extrapolated, is 0'),
  softestOverlap: finiteOrNull.describe('|Δu·u|/‖Δu‖ with the lowest mode u of the last state before'),
  cell: cellSchema.describe('after it'),
  reason: reason.describe('why a value is null'),
});

/** One step size of the comparison with linear response. */
const convergenceSchema = z.object({
  step: finite,
  field: finiteOrNull.describe('‖(d₊ − d₋)/2γ − x‖/‖x‖ of the non-affine displacements d at ±γ'),
  oneSided: finiteOrNull.describe('‖d₊/γ − x‖/‖x‖'),
  modulus: finiteOrNull.describe('slope of the driving stress, [s(γ) − s(−γ)]/2γ'),
  crossings: integer.describe('pairs that cross their cutoff between −γ and γ, where u″ jumps'),
  elastic: z.boolean().describe('false where a plastic event lies within the step'),
  counts: z.boolean().describe('whether it is a test of linear response: elastic, and no pair crosses its cutoff'),
});

export const strainReportSchema = z.object({
  protocol: z.enum(STRAIN_PROTOCOLS),
  angle: finite.describe('θ, degrees'),
  generator: z.tuple([finite, finite, finite, finite]).describe('E of F = exp(γE): xx, xy, yx, yy'),
  start: stateSchema,
  linear: z
    .object({
      modulus: finite.describe('V₀⁻¹ d²U/dγ²: G(θ) for simple shear, 4 G_pure for tension and compression'),
      nonAffine: finite.describe('‖x‖, x = H⁺Ξ(E)'),
      lowestEigenvalue: finite,
    })
    .describe('infinitesimal strain of the start'),
  convergence: z.array(convergenceSchema).describe('largest step first; empty where it was not asked for'),
  steps: z.array(strainStepSchema),
  events: z.array(plasticEventSchema),
  end: cellSchema.extend({ strain: finite, moved: finite.describe('largest non-affine displacement since the start') }),
  reversal: z
    .object({
      energy: finite.describe('U back at strain 0 minus U at the start'),
      moved: finite.describe('largest displacement of a particle from the start'),
      rms: finite,
      events: integer.describe('plastic events on the way back'),
    })
    .nullable()
    .describe('back at strain 0; null where it was not asked for'),
  settings: strainSettingsSchema,
  provenance: z.object({
    version: z.string(),
    variant: z.string(),
    model: z.string(),
    cutoffScheme: z.string(),
    source: z.string(),
    configurationHash: z.string().describe('SHA-256 of model, box, species and position bits of the start'),
    evaluations: integer.describe('of the forces'),
    wallSeconds: finite,
  }),
});

export type PlasticEvent = z.infer<typeof plasticEventSchema>;
export type Convergence = z.infer<typeof convergenceSchema>;
export type StrainReport = z.infer<typeof strainReportSchema>;

/** The fields that belong to a report; N × 2, in the axes of the unstrained sample, order of ids. */
export interface StrainFields {
  /** Positions at the start, as given. */
  positions: Float64Array;
  /** x = H⁺Ξ(E): non-affine displacement per unit strain of linear response. */
  linear: Float64Array;
  /** Non-affine displacement r − F r₀ at the last state before the first event, or at the end where there is none. */
  nonAffine: Float64Array;
  /** The same at the end of loading, events included; with `untilEvent` just behind the event. */
  end: Float64Array;
  /** Displacement of the first event; null where there is none. */
  event: Float64Array | null;
  /** Displacements of the second event and those behind it, at most 19. */
  later: readonly Float64Array[];
  /** Positions before and after the first event, each in the axes of its own box, −½ … ½; null where there is none. */
  before: Float64Array | null;
  after: Float64Array | null;
}

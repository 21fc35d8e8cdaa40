import { z } from 'zod';
import {
  finite,
  finiteOrNull,
  ids,
  integer,
  makerParts,
  modelParts,
  reason,
  sampleParts,
  sizesSchema,
  wallSecondsOfStages,
} from './report-parts.ts';
import { preparationRecordSchema } from './preparation-record.ts';
import { looseSchema } from './loose-report.ts';
import { packingSchema } from './packing-report.ts';
import { VERDICTS } from './verdicts.ts';
import { vacanciesSchema } from './vacancy-report.ts';

/**
 * What `analyze` says of a sample: one schema gives the type, the check on output and the published documentation.
 * Reduced units (length σ, energy ε, mass m): ω in √(ε/mσ²), forces in ε/σ, areas in σ², Ψ in σ²/ε.
 * No NaN: a value that does not exist is null, with the reason beside it.
 */

const correlationsSchema = z
  .object({
    psi_uL: finiteOrNull.describe('Pearson coefficient of Ψ and |u_L|'),
    psi_div: finiteOrNull.describe('of Ψ and ∇·u^np'),
    psi_absdiv: finiteOrNull.describe('of Ψ and |∇·u^np|'),
    uL_div: finiteOrNull.describe('of |u_L| and ∇·u^np'),
    uL_absdiv: finiteOrNull.describe('of |u_L| and |∇·u^np|'),
    reason: reason.describe('why a coefficient is null'),
  })
  .describe('Pearson coefficients over all particles; null where one of the fields is constant');

const quadrupoleSchema = z
  .object({
    shear: finite.describe('coupling Ξ(simple shear)·u'),
    tension: finite.describe('coupling Ξ(diag(1, −1))·u'),
    angle: finiteOrNull.describe('orientation φ = ½ atan2(2 Ξ_shear·u, Ξ_tension·u) mod 90°, degrees'),
    reason,
  })
  .describe('coupling of the mode to the deformation protocols');

export const modeSchema = z.object({
  index: integer.min(0).describe('0 is the lowest mode; translations are not counted'),
  eigenvalue: finite.describe('λ of M^(−1/2) H M^(−1/2)'),
  omega: finite.describe('√λ, or −√|λ| for a negative eigenvalue'),
  residual: finite.describe('‖Hv − λv‖/‖H‖'),
  pr: finite.describe('participation ratio (Σ|u_i|²)²/(N Σ|u_i|⁴)'),
  prT: finiteOrNull.describe('participation ratio of the transverse part; null if that part vanishes'),
  prL: finiteOrNull.describe('participation ratio of the longitudinal part; null if that part vanishes'),
  transverse: finite.describe('‖u_T‖²/‖u‖²'),
  longitudinal: finite.describe('‖u_L‖²/‖u‖²'),
  phononShare: finiteOrNull
    .optional()
    .describe('share of ‖u‖² in plane waves of its frequency and the longest ones; absent from older reports'),
  correlations: correlationsSchema,
  quadrupole: quadrupoleSchema,
  reason: reason.describe('why prT, prL or phononShare is null'),
});

const shearSchema = z
  .object({
    mean: finite.describe('over all angles, ε/σ²'),
    min: finite,
    max: finite,
    softestDegrees: finite.describe('angle of the minimum, 0 to 180'),
    stiffestDegrees: finite,
  })
  .nullable();

/** Absent from reports that Keycore made before it computed them. */
const elasticitySchema = z
  .object({
    shear: shearSchema.describe('shear modulus G(θ) of the sample; null when it is unstable'),
    pinnedShear: shearSchema.describe('the same with the key-core string pinned'),
    bulk: finiteOrNull.describe('bulk modulus, ε/σ²'),
    pressure: finiteOrNull.describe('−(σ_xx + σ_yy)/2, ε/σ²'),
    relativeAnisotropy: finiteOrNull.describe(
      '(max − min of G(θ)) / (mean of G with the key-core string pinned); null where that is not positive',
    ),
    reason: reason.describe('why a value is null'),
  })
  .describe('infinitesimal strain; absent from older reports');

/** Wave vectors that the lowest mode was held against. */
export const waveCutsSchema = z.object({
  shortest: finite.describe('shortest wave vector of the box, 1/σ; those up to 2^(1/4) of it are the first shell'),
  transverse: finite.describe('transverse waves up to max(first shell, 1.3 ω/c_T), 1/σ'),
  longitudinal: finite.describe('longitudinal waves up to 1.3 ω/c_L, 1/σ; 0 where there is no c_L'),
  waves: integer.nullable().describe('independent waves (cos and sin counted) that these are'),
});

const qlmSchema = z
  .object({
    criterion: z
      .literal('phonon-share')
      .optional()
      .describe('rule of `verdict`; absent from older reports, which have only `isQlm`'),
    verdict: z
      .enum(VERDICTS)
      .nullable()
      .optional()
      .describe('what the lowest mode is: quasi-localised, mixed with plane waves, or a plane wave'),
    phononShare: finiteOrNull.optional().describe('that of the lowest mode'),
    limits: z
      .tuple([finite, finite])
      .optional()
      .describe('phononShare below the first is a QLM, above the second a phonon, a hybrid from one to the other'),
    cuts: waveCutsSchema.nullable().optional().describe('plane waves that the lowest mode was held against'),
    verdictReason: reason.describe('why there is no verdict, or why it rests on only the first shell of plane waves'),
    participants: finite.describe('N·PR of the lowest mode'),
    threshold: finite.describe('N·PR below which a mode counts as localised'),
    omegaT: finiteOrNull.describe(
      'first transverse phonon √(G/ρ)·2π/L, G the mean with the key-core string pinned, ρ the mass density',
    ),
    isQlm: z
      .boolean()
      .nullable()
      .describe('older criterion: whether the lowest mode is localised by N·PR and below that phonon'),
    reason: reason.describe('why isQlm could not be decided'),
  })
  .describe('verdict on the lowest mode; absent from older reports');

export const reportSchema = z.object({
  sample: z.object({
    ...sampleParts,
    sizes: sizesSchema.optional(),
    energyPerParticle: finite.describe('U/N of the structure that was analysed'),
    maxForce: finite.describe('max|F_i| of the structure that was analysed'),
    zeroModes: integer.describe(
      'zero eigenvalues of the Hessian of all particles; 2 (the translations) unless some are free to move',
    ),
    negativeModes: integer.describe('negative eigenvalues of the Hessian, by inertia'),
    maxForceAsRead: finite.describe('max|F_i| as the file holds it'),
    moved: z
      .object({ max: finite, rms: finite })
      .nullable()
      .describe('displacement by the relaxation, σ; null when it was not relaxed'),
    liquid: z.boolean().describe('true when the file is far from a minimum of the energy'),
    negativeModesAsRead: integer
      .nullable()
      .describe('negative eigenvalues of the Hessian as read; null (not computed) for a relaxed file near its minimum'),
    guessed: z
      .object({ model: z.boolean(), types: z.record(z.string(), z.string()).nullable() })
      .optional()
      .describe('what the file did not state and was concluded: the model; the species of its types'),
    notes: z.array(z.string()).describe('oddities of the input worth knowing, as sentences'),
  }),
  loose: looseSchema.optional(),
  modes: z.array(modeSchema),
  vibrability: z.object({
    max: finiteOrNull,
    mean: finiteOrNull,
    values: z
      .array(finiteOrNull)
      .describe('Ψ_i in order of particle id; null for a particle that is left out; empty when the sample is unstable'),
    reason: reason.describe('why there is no Ψ'),
  }),
  core: z.object({
    threshold: finite.describe('Ψ above which a particle belongs to the core'),
    ids: ids.describe('every particle above the threshold'),
    clusterIds: ids.describe('the Voronoi-connected cluster at the maximum of Ψ'),
  }),
  keyCore: z.object({
    fraction: finite.describe('threshold as a fraction of max Ψ'),
    stringIds: ids.describe('the cluster that holds the maximum of Ψ'),
    allIds: ids.describe('every particle above the threshold'),
    squareIds: z.tuple([integer, integer, integer, integer]).nullable().describe('key-core square in cyclic order'),
    squareScore: finiteOrNull.describe('Q × squareness of that square'),
    squareness: finiteOrNull.describe('(shortest/longest side) × max(0, 1 − max|corner − 90°|/45°)'),
    squarePurity: finiteOrNull.describe('|s₁ − s₂ + s₃ − s₄|/(2‖u‖ over the four corners)'),
    reason: reason.describe('why there is no square'),
  }),
  vacancies: vacanciesSchema.optional(),
  packing: packingSchema.optional(),
  elasticity: elasticitySchema.optional(),
  qlm: qlmSchema.optional(),
  provenance: z.object({
    ...makerParts,
    ...modelParts,
    source: z.string().describe('file and frame, or configuration and seed'),
    seed: z.string().nullable(),
    configurationHash: z
      .string()
      .describe('SHA-256 of model, box, species and position bits as read, and of diameters where particles have some'),
    settings: z.record(z.string(), z.unknown()).describe('every setting that shapes the result'),
    relaxation: z
      .object({
        evaluations: integer,
        newtonSteps: integer,
        roundingForce: finite
          .optional()
          .describe('present where Newton steps stopped helping: the force that rounding the coordinates can leave'),
      })
      .nullable(),
    preparation: preparationRecordSchema.optional().describe('how a simulated sample was made; absent for a file'),
    modesComplete: z.boolean().describe('inertia proves that no mode below the last is missing'),
    wallSeconds: wallSecondsOfStages,
  }),
});

export type Correlations = z.infer<typeof correlationsSchema>;
export type Quadrupole = z.infer<typeof quadrupoleSchema>;
export type ModeReport = z.infer<typeof modeSchema>;
export type Report = z.infer<typeof reportSchema>;

/** The fields that belong to a report but are too large for JSON. */
export interface ReportFields {
  /** Positions as analysed, bit for bit, length 2N; after a relaxation in the cell centred on the origin (−½ … ½ of the box). */
  positions: Float64Array;
  /** Ψ, length N, NaN for a particle that is left out; or null when the sample is unstable. */
  vibrability: Float64Array | null;
  /** modes × 2N displacements u, signs fixed (softer side plus). */
  displacements: Float64Array;
}

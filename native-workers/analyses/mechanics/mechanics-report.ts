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
  wallSecondsOfStages,
} from '../../analysis/report/report-parts.ts';
import { vacancySchema } from '../../analysis/report/vacancy-report.ts';
import { mechanicsSettingsSchema } from './mechanics-settings.ts';

/**
 * What `mechanics` says of a sample: one schema gives the type, the check on output and the published documentation.
 * Reduced units: moduli in ε/σ², displacements beyond the affine one in σ per unit strain, angles in degrees. Particles
 * by id. No NaN: a value that does not exist is null, with the reason beside it.
 */

const curve = z.array(finite);

const curvesSchema = z
  .object({
    unpinned: curve,
    stringPinned: curve.nullable().describe('the key-core string pinned'),
    squarePinned: curve.nullable().describe('the key-core square pinned'),
    angleStringsPinned: curve
      .nullable()
      .describe('the key-core string and, at each angle, the particles excited at that angle pinned'),
    allStringsPinned: curve.nullable().describe('the key-core string and all particles excited at any angle pinned'),
    pinned: curve.optional().describe('the particles of `settings.pinned` pinned; absent where none were asked for'),
  })
  .describe('shear modulus G at each of `degrees`; null where its set does not exist, see `sets.reason`');

const anisotropySchema = z.object({
  mean: finite.describe('over all angles'),
  min: finite,
  max: finite,
  softestDegrees: finite.describe('angle of the minimum, 0 to 180'),
  stiffestDegrees: finite,
  amplitude: finite.describe('max − min'),
  relative: finiteOrNull.describe('amplitude / mean of G with the key-core string pinned'),
  reason: reason.describe('why `relative` is null'),
});

const lengthSchema = z.object({ length: integer.min(1), count: integer.min(1) });

const stringsSchema = z
  .object({
    cutoff: finite.describe('c · X: displacement per unit strain above which a particle is excited'),
    rmsDisplacement: finite.describe(
      'X: root mean square over all particles and all angles of |x_i(θ)|, the key-core string pinned',
    ),
    unionIds: ids.describe('particles excited at any of the angles, without the key core'),
    longIds: ids.describe('those of them that are at some angle in a string of more than 3'),
    lengths: z
      .array(lengthSchema)
      .describe('strings (Voronoi-connected clusters of excited particles) by length, counted over all angles'),
    perAngle: z.object({
      lString: z.array(integer).describe('excited particles and the key core: their number at each angle'),
      excited: z.array(ids).describe('particles excited at each angle'),
    }),
    correlation: z
      .object({
        unpinned: finiteOrNull.describe('Pearson coefficient of L_string(θ) and the unpinned G(θ)'),
        pinned: finiteOrNull.describe('of L_string(θ) and G(θ) with the key-core string pinned'),
        reason,
      })
      .describe('null where one of them does not depend on the angle'),
    nAngle: z.array(integer).describe('of each particle in order of id: number of angles at which it is excited'),
  })
  .describe('hidden strings: what still moves much with the key core pinned');

/** Deformation protocols by their displacement gradient [ε_xx, ε_xy, ε_yx, ε_yy]. */
export const PROTOCOL_GRADIENTS = {
  shear: [0, 1, 0, 0],
  tension: [1, 0, 0, -1],
  uniaxial: [1, 0, 0, 0],
} as const;

const perProtocol = <Value extends z.ZodType>(value: Value) =>
  z.object({ shear: value, tension: value, uniaxial: value });

const modeResponseSchema = z.object({
  index: integer.min(0),
  overlap: perProtocol(finiteOrNull).describe(
    'x·u/(‖x‖ ‖u‖) with the non-affine displacement of each protocol; null where that is zero',
  ),
  coupling: perProtocol(finite).describe('Ξ·u with the affine force of each protocol'),
  orientation: finiteOrNull.describe(
    'φ = ½ atan2(2 Ξ_shear·u, Ξ_tension·u) mod 90°; the mode softens G most at φ ± 45°',
  ),
  reason,
});

const vacanciesSchema = z
  .object({
    found: z
      .array(
        vacancySchema.extend({ curve: curve.describe('G with its own key core pinned'), anisotropy: anisotropySchema }),
      )
      .describe('`relative` here and below: amplitude / mean of G with the key cores of all vacancies pinned'),
    unpinned: anisotropySchema.nullable(),
    pinned: z
      .object({ ids, curve, anisotropy: anisotropySchema })
      .nullable()
      .describe('G with the key cores of all vacancies pinned'),
    reason: reason.describe('why none was found'),
  })
  .describe('vacancies of a crystal and what pinning them does; only of a model of one species');

export const mechanicsReportSchema = z.object({
  sample: z.object(sampleParts),
  degrees: z.array(finite).describe('0 … 360 − step'),
  curves: curvesSchema,
  anisotropy: z
    .object({
      unpinned: anisotropySchema,
      stringPinned: anisotropySchema.nullable(),
      squarePinned: anisotropySchema.nullable(),
      angleStringsPinned: anisotropySchema
        .nullable()
        .describe('of the values at `degrees`: its set jumps from angle to angle'),
      allStringsPinned: anisotropySchema.nullable(),
      pinned: anisotropySchema.optional(),
    })
    .describe('of each curve over all angles'),
  sets: z
    .object({
      string: ids.describe('key-core string'),
      square: ids.nullable().describe('key-core square in cyclic order'),
      allStrings: ids.nullable().describe('key-core string and all particles excited at any angle'),
      pinned: ids.optional(),
      reason: z
        .object({ string: reason, square: reason, allStrings: reason })
        .describe('why a set is missing or not pinned'),
    })
    .describe('what was pinned'),
  strings: stringsSchema.nullable().describe('null where the key-core string was not pinned'),
  vacancies: vacanciesSchema.optional(),
  moduli: z.object({
    bulk: finite,
    pressure: finite.describe('−(σ_xx + σ_yy)/2'),
    stress: z.tuple([finite, finite, finite]).describe('σ_xx, σ_xy, σ_yy'),
    curvature: z.array(finite).length(16).describe('V⁻¹ d²U/dε dε′ over [ε_xx, ε_xy, ε_yx, ε_yy], row-major'),
  }),
  modes: z.array(modeResponseSchema).describe('how the stored modes couple to strain'),
  settings: mechanicsSettingsSchema,
  provenance: z.object({
    ...makerParts,
    ...modelParts,
    source: z.string().describe('file and frame, or configuration and seed'),
    sampleHash: z.string().describe('SHA-256 of model, box, species and position bits of the structure'),
    columns: integer.describe('columns of the inverse of H worked out between pinned particles'),
    solves: integer.describe('right-hand sides solved, beside the four of the free sample'),
    factorisations: integer.describe('factorisations beside that of the Hessian'),
    wallSeconds: wallSecondsOfStages,
  }),
});

export type MechanicsReport = z.infer<typeof mechanicsReportSchema>;
export type VacancyCurves = z.infer<typeof vacanciesSchema>;
export type Anisotropy = z.infer<typeof anisotropySchema>;
export type HiddenStringsReport = z.infer<typeof stringsSchema>;
export type ModeResponse = z.infer<typeof modeResponseSchema>;
export type ProtocolName = keyof typeof PROTOCOL_GRADIENTS;

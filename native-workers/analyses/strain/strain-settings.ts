import { z } from 'zod';
import { STRAIN_PROTOCOLS } from './generator.ts';

/** Strain up to which a sample is loaded in search of an event where none is stated: glasses yield well before. */
const FAR = 0.2;

/**
 * Everything a user may set of a finite strain: one schema gives the type, the check, the flags and the
 * documentation. Strains are of the protocol's own parameter γ, F = exp(γE).
 */
export const strainSettingsSchema = z.strictObject({
  protocol: z
    .enum(STRAIN_PROTOCOLS)
    .default('simple-shear')
    .describe('simple-shear: F = 1 + γ x̂ŷ; tension, compression: F = exp(±γ diag(1, −1)); uniaxial: F = diag(e^γ, 1)'),
  angle: z
    .number()
    .min(-360)
    .max(360)
    .default(0)
    .describe('the sample is turned clockwise by this before it is strained, degrees (θ of G(θ))'),
  step: z.number().positive().max(0.1).default(1e-7).describe('strain of one step (of the first where steps grow)'),
  to: z
    .number()
    .min(-2)
    .max(2)
    .refine((strain) => strain !== 0, 'a strain of 0 is no strain')
    .nullable()
    .default(null)
    .describe('strain to load to, either sign; default one step, or 0.2 with untilEvent'),
  untilEvent: z.boolean().default(false).describe('stop at the first plastic event; steps grow to the largest step'),
  maxStep: z.number().positive().max(0.1).default(1e-4).describe('largest step while looking for an event'),
  bracket: z
    .number()
    .min(1e-12)
    .max(0.1)
    .default(1e-7)
    .describe('an event lies between two states no further apart than this strain'),
  energyTolerance: z
    .number()
    .positive()
    .default(1e-6)
    .describe('energy that an elastic step may seem to dissipate, ε: the least energy drop of an event'),
  movedThreshold: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('displacement above which a particle has moved in an event, σ; default half of the largest'),
  back: z.boolean().default(false).describe('return to strain 0 afterwards and report what remains'),
  convergence: z
    .boolean()
    .default(true)
    .describe('compare steps of 1e-4 to 1e-8 with linear response, where the start is stable'),
  forceTolerance: z.number().min(1e-13).max(1e-6).default(1e-11).describe('max|F_i| after every step, ε/σ'),
  maxEvaluations: z.int().min(1).default(200_000).describe('force evaluations after which a step is given up'),
});

export type StrainSettings = z.infer<typeof strainSettingsSchema>;

/** The strain to load to. */
export function lastStrain({ to, step, untilEvent }: Pick<StrainSettings, 'to' | 'step' | 'untilEvent'>): number {
  return to ?? (untilEvent ? FAR : step);
}

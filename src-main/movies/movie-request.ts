import { z } from 'zod';
import { STRAIN_PROTOCOLS } from '../../native-workers/analyses/strain/generator.ts';

/** What a movie may be of; strains, ε/k_B, σ√(m/ε). */
export const MOVIE_LIMITS = {
  modes: 6,
  states: { least: 8, most: 400, usual: 80 },
  strain: 0.5,
  temperature: 1000,
  time: 1e5,
} as const;

const states = z
  .int()
  .min(MOVIE_LIMITS.states.least)
  .max(MOVIE_LIMITS.states.most)
  .default(MOVIE_LIMITS.states.usual)
  .describe('states that are computed, between which particles move evenly');

/** Modes of a sample that oscillate. */
const modeRequestSchema = z.strictObject({
  kind: z.literal('mode'),
  modes: z
    .array(z.int().min(0).max(10_000))
    .min(1)
    .max(MOVIE_LIMITS.modes, `a movie shows at most ${MOVIE_LIMITS.modes} modes`)
    .default([0])
    .describe('modes, 0 for the lowest'),
  together: z.boolean().default(false).describe('their sum in one pane, not panes beside each other'),
});

/** The response to simple shear whose direction turns. */
const thetaRequestSchema = z.strictObject({
  kind: z.literal('theta'),
  panes: z
    .enum(['both', 'free', 'pinned'])
    .default('both')
    .describe('without pins and with them beside each other, or one of the two'),
  pinned: z
    .array(z.int())
    .min(1)
    .max(100_000)
    .optional()
    .describe('ids of particles to pin; default: the key-core string'),
});

/** Athermal quasistatic strain to and through a plastic event. */
const strainRequestSchema = z.strictObject({
  kind: z.literal('strain'),
  protocol: z.enum(STRAIN_PROTOCOLS).default('simple-shear').describe('as of strain'),
  angle: z.number().min(-360).max(360).default(0).describe('θ of the strain, degrees'),
  to: z
    .number()
    .min(-MOVIE_LIMITS.strain)
    .max(MOVIE_LIMITS.strain)
    .refine((strain) => strain !== 0, 'a strain of 0 is no strain')
    .optional()
    .describe('strain to load to, either sign; default: a fifth beyond the first plastic event'),
  states,
});

/** A quench to a minimum of the energy. */
const quenchRequestSchema = z.strictObject({
  kind: z.literal('quench'),
  temperature: z
    .number()
    .positive()
    .max(MOVIE_LIMITS.temperature)
    .optional()
    .describe('of the liquid that is quenched, ε/k_B; default: that of the sample’s preparation, else of its model'),
  time: z
    .number()
    .positive()
    .max(MOVIE_LIMITS.time)
    .optional()
    .describe('for which the liquid is equilibrated, σ√(m/ε); default: that of the preset quick'),
  states,
});

/** What of a sample a movie shows: all that has to be computed for it, not how it is painted. */
export const movieRequestSchema = z.discriminatedUnion('kind', [
  modeRequestSchema,
  thetaRequestSchema,
  strainRequestSchema,
  quenchRequestSchema,
]);

export type MovieRequest = z.infer<typeof movieRequestSchema>;
export type ModeRequest = z.infer<typeof modeRequestSchema>;
export type ThetaRequest = z.infer<typeof thetaRequestSchema>;
export type StrainRequest = z.infer<typeof strainRequestSchema>;
export type QuenchRequest = z.infer<typeof quenchRequestSchema>;

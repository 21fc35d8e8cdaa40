import { z } from 'zod';
import { CUTOFF_SCHEMES } from '../contract/sample.ts';
import { strictSettings } from '../settings/strict-settings.ts';

/** Names of species and parameters: what may stand in an expression and in a pair's name. */
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,19}$/;

const pairValues = (description: string, unit: string) =>
  z
    .union([
      z.number(),
      z
        .record(z.string(), z.number())
        .describe('a value for each pair of species, e.g. {"A-A": 1, "A-B": 1.18, "B-B": 1.4}'),
    ])
    .meta({ description, unit });

/** A user-defined pair potential: a formula with its parameters and cutoff. */
export const userPotentialSchema = strictSettings({
  expression: z
    .string()
    .min(1)
    .max(2000)
    .describe(
      'φ(r) in r and the parameters, e.g. 4*eps*((s/r)^12-(s/r)^6): + − * / ^, numbers, pi, exp, log, sqrt, sin, cos, tan, sinh, cosh, tanh, abs',
    ),
  parameters: z
    .record(
      z.string().regex(NAME, { error: 'a parameter is named by a letter and up to 19 letters, digits or _' }),
      pairValues('value of a parameter, for all pairs or for each', ''),
    )
    .default({})
    .describe('values of the parameters in the expression, for all pairs of species or for each'),
  cutoff: pairValues('distance r_c at which the pair potential is cut off', 'σ'),
  scheme: z
    .enum(CUTOFF_SCHEMES)
    .optional()
    .describe(
      'how it is cut off; force-shifted unless given: u = φ − φ_c − (r − r_c)φ′_c; potential-shifted: u = φ − φ_c; ' +
        'smoothed: u = φ + c0 + c2 r² + c4 r⁴ with u, u′ and u″ 0 at r_c; plain: u = φ. Where the force jumps ' +
        '(potential-shifted, plain) the Hessian and G are formal',
    ),
});

/** A model that is no entry of the registry: it comes with the configuration and is stored with its samples. */
export const userModelSchema = strictSettings({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._+-]{0,59}$/, {
      error: 'a model is named by up to 60 letters, digits, spaces, dots, dashes and plus signs',
    })
    .describe('what the model is called; shown with every result'),
  species: z
    .array(
      strictSettings({
        name: z
          .string()
          .regex(NAME, { error: 'a species is named by a letter and up to 19 letters, digits or _' })
          .describe('A, B, …'),
        fraction: z.number().min(0).max(1).optional().describe('share of the particles; default: equal shares'),
        mass: z.number().positive().max(1e6).default(1).meta({ description: 'mass', unit: 'm' }),
        diameter: z
          .number()
          .positive()
          .max(1000)
          .default(1)
          .meta({ description: 'diameter it is drawn with, and the scale of its distances', unit: 'σ' }),
      }),
    )
    .min(1)
    .max(16)
    .default([{ name: 'A', mass: 1, diameter: 1 }])
    .describe('the species; one, A, unless given'),
  potential: userPotentialSchema,
  diameters: strictSettings({
    nonAdditivity: z
      .number()
      .min(0)
      .max(10)
      .default(0)
      .describe('ε in σ_ij = ½(d_i + d_j)(1 − ε|d_i − d_j|/d̄), d̄ the mean over all particles; 0 is additive'),
    distribution: strictSettings({
      exponent: z.number().min(-20).max(20).default(-3).describe('of the power law P(d) ∝ d^exponent'),
      least: z.number().positive().max(1000).meta({ description: 'smallest diameter', unit: 'σ' }),
      largest: z.number().positive().max(1000).meta({ description: 'largest diameter', unit: 'σ' }),
    })
      .refine(({ least, largest }) => least <= largest, { path: ['largest'], error: 'below the least diameter' })
      .optional()
      .describe('what simulate draws the diameters from'),
  })
    .optional()
    .describe(
      'every particle has a diameter of its own: r in the expression, and the cutoff, are in units of σ_ij; absent: ' +
        'sizes are in the parameters of the expression',
    ),
  density: z.number().positive().max(1e4).meta({ description: 'number density the model is studied at', unit: 'σ⁻²' }),
});

export type UserModel = z.infer<typeof userModelSchema>;
export type UserPotential = z.infer<typeof userPotentialSchema>;
/** A model as settings, tasks and reports name it: an id of the registry, or the whole definition. */
export type ModelReference = string | UserModel;

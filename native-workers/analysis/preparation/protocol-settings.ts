import { z } from 'zod';
import { strictSettings } from '../../settings/strict-settings.ts';

/** Times in σ√(m/ε), temperatures in ε/k_B, lengths in σ. `meta.unit` is for the form. */
const TIME_UNIT = 'σ√(m/ε)';
const TEMPERATURE_UNIT = 'ε/k_B';
const RATE_UNIT = 'ε/k_B per σ√(m/ε)';

const temperature = z.number().positive({ error: 'a temperature is positive' }).max(1000);
const finalTemperature = z.number().min(0, { error: 'a temperature is not negative' }).max(1000);
const rate = z.number().positive({ error: 'a cooling rate is positive' }).max(1000);

/** Exchange of energy with the bath: the two kernels' thermostats with a known canonical ensemble. */
const thermostatSchema = z
  .discriminatedUnion('kind', [
    strictSettings({
      kind: z.literal('rescaling').describe('stochastic velocity rescaling (Bussi, Donadio & Parrinello 2007)'),
      relaxationTime: z
        .number()
        .positive()
        .max(1e6)
        .default(1)
        .meta({ description: 'time in which the kinetic energy relaxes', unit: TIME_UNIT }),
    }),
    strictSettings({
      kind: z.literal('langevin').describe('friction and noise on every particle (BAOAB)'),
      friction: z.number().positive().max(1e4).default(1).meta({ description: 'friction γ', unit: '1/(σ√(m/ε))' }),
    }),
  ])
  .describe(
    'what holds the temperature. Default: rescaling with relaxation time 1; for the lattice route langevin with friction 1',
  );

/** One stretch of linear cooling. */
const coolingStepSchema = strictSettings({
  to: finalTemperature.meta({ description: 'temperature at the end of this step', unit: TEMPERATURE_UNIT }),
  rate: rate.meta({ description: 'cooling rate', unit: RATE_UNIT }),
});

/** What a user may say of the dynamics; what is left out comes from the preset. */
export const protocolSettingsSchema = strictSettings({
  timeStep: z
    .number()
    .positive()
    .max(1)
    .optional()
    .meta({ description: 'time step of the dynamics (velocity Verlet). Default: 0.005', unit: TIME_UNIT }),
  thermostat: thermostatSchema.optional(),
  temperature: temperature.optional().meta({
    description: 'temperature at which the liquid is equilibrated before it is cooled. Default: by model and preset',
    unit: TEMPERATURE_UNIT,
  }),
  equilibrationTime: z.number().min(0).max(1e8).optional().meta({
    description: 'how long it stays at that temperature. Default: by model and preset',
    unit: TIME_UNIT,
  }),
  coolingRate: rate.optional().meta({
    description: 'rate of one linear cooling down to the final temperature, instead of the preset’s schedule',
    unit: RATE_UNIT,
  }),
  cooling: z
    .array(coolingStepSchema)
    .min(1)
    .max(100)
    .optional()
    .describe('linear coolings one after another, instead of the preset’s schedule'),
  finalTemperature: finalTemperature.optional().meta({
    description: 'temperature at which cooling ends and the energy is minimised. Default: 0.01',
    unit: TEMPERATURE_UNIT,
  }),
  swapRate: z.number().min(0).max(10_000).optional().meta({
    description:
      'swap Monte Carlo beside the dynamics, where particles have diameters of their own: attempts per particle and unit time to exchange two of them. Default: 10; 0 for none',
    unit: '1/(σ√(m/ε))',
  }),
  checkpointInterval: z.int().min(10).max(10_000_000).default(5000).meta({
    description:
      'steps between checkpoints, from which an interrupted run goes on. Each begins a new neighbour list, so that another interval makes another sample',
    unit: 'steps',
  }),
  traceInterval: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(500)
    .meta({ description: 'steps between points of the traces; must divide the checkpoint interval', unit: 'steps' }),
  precision: z
    .enum(['mixed', 'double'])
    .default('mixed')
    .describe(
      'precision of the forces during the dynamics. mixed computes them in single precision and all else in double: it conserves the energy as well, and is two to three times as fast',
    ),
})
  .refine((protocol) => protocol.coolingRate === undefined || protocol.cooling === undefined, {
    path: ['coolingRate'],
    error: 'a cooling rate and a cooling schedule exclude each other',
  })
  .refine((protocol) => protocol.checkpointInterval % protocol.traceInterval === 0, {
    path: ['traceInterval'],
    error: 'the trace interval must divide the checkpoint interval',
  });

/** How a crystal is prepared. */
export const crystalSettingsSchema = strictSettings({
  route: z
    .enum(['lattice', 'slow-cooling'])
    .default('lattice')
    .describe(
      'lattice: a perfect crystal with sites removed, warmed, then quenched at once; slow-cooling: from the liquid, by the protocol',
    ),
  columns: z
    .int()
    .min(4)
    .max(1000)
    .optional()
    .describe('sites along x. Default: 32, or what fits the number of particles'),
  rows: z
    .int()
    .min(4)
    .max(1000)
    .multipleOf(2, { error: 'a periodic triangular lattice has an even number of rows' })
    .optional()
    .describe('rows of sites, an even number. Default: 36, or what fits the number of particles'),
  vacancies: z
    .int()
    .min(0)
    .max(1000)
    .default(2)
    .describe('sites without a particle, drawn by the seed; N = columns × rows − vacancies'),
  temperature: temperature
    .default(0.38)
    .meta({ description: 'temperature of the warm crystal (lattice route)', unit: TEMPERATURE_UNIT }),
  time: z
    .number()
    .min(0)
    .max(1e6)
    .default(40)
    .meta({ description: 'how long it stays warm before the quench', unit: TIME_UNIT }),
  reconstruct: z
    .boolean()
    .default(true)
    .describe(
      'try sub-seeds until the vacancies have rearranged: anisotropy of G(θ) above 0.2, but below 0.1 with the 2n particles of largest Ψ pinned, and no other defects (lattice route)',
    ),
  maxTries: z.int().min(1).max(10_000).default(1000).describe('give up after so many sub-seeds'),
});

/** How a packing is prepared: without a target, at its packing fraction. */
export const packingSettingsSchema = strictSettings({
  pressure: z.number().positive().max(1e4).optional().meta({
    description:
      'pressure −(σ_xx + σ_yy)/2 to which the quenched packing is brought, in small steps of the packing fraction',
    unit: 'ε/σ²',
  }),
  excessContacts: z
    .number()
    .positive()
    .max(4)
    .optional()
    .describe('excess contact number ΔZ = Z − Z_iso of the backbone to which it is brought, instead of a pressure'),
  step: z
    .number()
    .positive()
    .max(0.1)
    .default(0.01)
    .describe('first change of the packing fraction; halved each time the target is passed'),
  tolerance: z
    .number()
    .min(1e-6)
    .max(0.1)
    .default(1e-3)
    .describe('how far from the target is near enough: relative for a pressure; for ΔZ at least one contact, 2/N_b'),
  maxSteps: z.int().min(1).max(10_000).default(200).describe('give up after so many steps'),
}).refine(({ pressure, excessContacts }) => pressure === undefined || excessContacts === undefined, {
  path: ['excessContacts'],
  error: 'a pressure and an excess contact number exclude each other',
});

export type PackingSettings = z.infer<typeof packingSettingsSchema>;
export type ProtocolSettings = z.infer<typeof protocolSettingsSchema>;
export type CrystalSettings = z.infer<typeof crystalSettingsSchema>;

import { z } from 'zod';
import { modelIds } from '../../models/registry.ts';
import { userModelSchema } from '../../models/user-model.ts';
import { analysisSettingsSchema } from '../report/analysis-settings.ts';
import { crystalSettingsSchema, packingSettingsSchema, protocolSettingsSchema } from './protocol-settings.ts';
import { strictSettings } from '../../settings/strict-settings.ts';

/** Ways to prepare a sample: of glasses from the fastest, and that of packings. */
export const PRESETS = ['instantaneous', 'quick', 'standard', 'paper', 'packing'] as const;
export type Preset = (typeof PRESETS)[number];

/**
 * A job of `simulate`: the configuration file a user writes. One schema gives the type, the check, the flags, the
 * form and the documentation. What is left out here comes from the model and the preset (`simulationOf`).
 */
export const simulationSettingsSchema = strictSettings({
  model: z
    .union([
      z.string().refine((id) => modelIds().includes(id), {
        error: () => `unknown model; known models: ${modelIds().join(', ')}`,
      }),
      userModelSchema,
    ])
    .describe('how the particles interact: a built-in model, or a model of your own with its potential'),
  particles: z
    .int()
    .min(16, { error: 'Too small: a sample has at least 16 particles' })
    .max(1_000_000)
    .optional()
    .describe(
      'particles N of each sample. Default: 4096 (preset paper: 8192); for a crystal, 32 × 36 sites less the vacancies',
    ),
  density: z
    .number()
    .positive()
    .max(10_000)
    .optional()
    .meta({ description: 'number density N/V. Default: the model’s standard density', unit: 'σ⁻²' }),
  packingFraction: z
    .number()
    .positive()
    .max(4)
    .optional()
    .describe(
      'packing fraction φ = Σ π d²/4 / V, instead of the density. Only for particles that repel up to contact (harmonic, hertzian)',
    ),
  box: z
    .tuple([z.number().positive().max(1e6), z.number().positive().max(1e6)])
    .optional()
    .meta({
      description: 'edges lx and ly of the box, instead of the density. Default: a square of the standard density',
      unit: 'σ',
    }),
  composition: z
    .record(z.string(), z.number().min(0).max(1))
    .optional()
    .describe('share of each species by name, e.g. {"A": 0.65, "B": 0.35}. Default: the model’s own'),
  preset: z
    .enum(PRESETS)
    .default('instantaneous')
    .describe(
      'how the samples are made. quick (seconds), standard and paper (slow) equilibrate a liquid, cool it and minimise its energy; instantaneous minimises a random start, also for the crystal; packing does so for discs, then goes to a pressure or contact number if one is given',
    ),
  protocol: protocolSettingsSchema
    .prefault({})
    .describe('dynamics of the preparation. What you leave empty comes from the preset'),
  crystal: crystalSettingsSchema
    .optional()
    .describe('preparation of a crystal of one species. The model crystal uses it unless the preset is instantaneous'),
  packing: packingSettingsSchema
    .optional()
    .describe('target of the preset packing. Without one the packing fraction is kept'),
  seed: z
    .union([z.string().min(1).max(200), z.int().min(0)])
    .transform(String)
    .default('1')
    .describe(
      'any text or whole number. Each sample gets a seed of its own from it; the same seed makes the same samples',
    ),
  samples: z.int().min(1).max(1_000_000).default(1).describe('how many samples to make'),
  analysis: analysisSettingsSchema.prefault({}).describe('how each sample is analysed once it is made'),
})
  .refine((settings) => settings.box === undefined || settings.density === undefined, {
    path: ['box'],
    error: 'a box and a density exclude each other',
  })
  .refine(
    ({ box, density, packingFraction }) =>
      packingFraction === undefined || (box === undefined && density === undefined),
    { path: ['packingFraction'], error: 'a packing fraction excludes a density and a box' },
  );

export type SimulationSettings = z.infer<typeof simulationSettingsSchema>;

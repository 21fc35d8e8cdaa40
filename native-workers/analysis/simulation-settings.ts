import { z } from 'zod';
import { modelIds } from '../models/registry.ts';
import { analysisSettingsSchema } from './analysis-settings.ts';

/**
 * A job of `simulate`: the configuration file a person writes. One schema gives the type, the check, the flags, the
 * form and the documentation.
 */
export const simulationSettingsSchema = z.strictObject({
  model: z
    .string()
    .refine((id) => modelIds().includes(id), { error: () => `unknown model; known models: ${modelIds().join(', ')}` })
    .describe('model of the registry'),
  particles: z.int().min(4).max(1_000_000).default(4096).describe('number of particles N of each sample'),
  density: z
    .number()
    .positive()
    .max(100)
    .optional()
    .describe('number density N σ²/V; default: the one the model is studied at'),
  preset: z
    .enum(['instantaneous'])
    .default('instantaneous')
    .describe('preparation: instantaneous = minimise the energy from a random start, for the crystal too'),
  seed: z
    .union([z.string().min(1).max(200), z.int().min(0)])
    .transform(String)
    .default('1')
    .describe('seed of the job: any text or whole number; each sample has its own, made from it and its index'),
  samples: z.int().min(1).max(1_000_000).default(1).describe('number of samples'),
  analysis: analysisSettingsSchema.prefault({}).describe('settings of the analysis of each sample'),
});

export type SimulationSettings = z.infer<typeof simulationSettingsSchema>;

import { z } from 'zod';
import { strictSettings } from '../../settings/strict-settings.ts';
import { strainSettingsSchema } from '../strain/strain-settings.ts';

const { protocol, angle, step, to, maxStep, bracket } = strainSettingsSchema.shape;

/** Everything that may be set of D²_min: how the sample is strained, and over which neighbours. Lengths in σ. */
export const d2minSettingsSchema = strictSettings({
  protocol,
  angle,
  step,
  to,
  untilEvent: z
    .boolean()
    .default(true)
    .describe(
      'strain to just behind the first plastic event; else to the strain that is asked for, whatever happens on the way',
    ),
  maxStep,
  bracket,
  radius: z
    .number()
    .positive()
    .max(100)
    .default(2.5)
    .describe('neighbours of a particle: those nearer than this in the unstrained sample, σ'),
});

export type D2minSettings = z.infer<typeof d2minSettingsSchema>;

import { z } from 'zod';
import { userModelSchema } from '../../models/user-model.ts';

/** What reports on a sample have in common; spread into the objects of their schemas. */

/** The sample. Lengths in σ. */
export const sampleParts = {
  n: z.int(),
  box: z.tuple([z.number(), z.number(), z.number()]).describe('lx, ly, xy'),
  model: z.string(),
};

/** Who made the report. */
export const makerParts = {
  version: z.string().describe('Keycore version'),
  variant: z.string().describe('instruction set the kernels were built for'),
};

/** The model, so that the report can be made again. */
export const modelParts = {
  model: z.string(),
  modelDefinition: userModelSchema.optional().describe('a user-defined model, whole; absent for one of the registry'),
  cutoffScheme: z.string(),
};

/** Seconds by the name of the stage, and `total`. */
export const wallSecondsOfStages = z.record(z.string(), z.number()).describe('wall time of each stage');

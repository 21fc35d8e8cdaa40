import { z } from 'zod';
import { userModelSchema } from '../../models/user-model.ts';

/** What reports on a sample have in common: the kinds of values, and parts of the objects of their schemas. */

/** A number; zod takes NaN and infinities for none. */
export const finite = z.number();
/** Null where it does not exist, with the reason beside it. */
export const finiteOrNull = finite.nullable();
export const integer = z.int();
/** Why a value beside it is null, or something is missing. */
export const reason = z.string().optional();
/** Of particles. */
export const ids = z.array(integer);

/** The sample. Lengths in σ. */
export const sampleParts = {
  n: integer,
  box: z.tuple([finite, finite, finite]).describe('lx, ly, xy'),
  model: z.string(),
};

/** Of particles that have sizes of their own. Lengths in σ. */
export const sizesSchema = z
  .object({
    nonAdditivity: finite.describe('ε in σ_ij = ½(d_i + d_j)(1 − ε|d_i − d_j|/d̄), in units of which pairs interact'),
    mean: finite.describe('d̄'),
    dispersity: finite.describe('standard deviation of the diameters over their mean'),
    min: finite,
    max: finite,
  })
  .describe('diameters of the particles; absent where sizes follow from the species');

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
export const wallSecondsOfStages = z.record(z.string(), finite).describe('wall time of each stage');

import { z } from 'zod';
import { modelInfoSchema } from './contract.ts';

/** A user-defined model as forms show it; its definition as JSON, which the query of an import takes as its model. */
export const ownModelSchema = modelInfoSchema.extend({ definition: z.string() });

/** Where a definition came from, for messages. */
export const givenModelQuerySchema = z.strictObject({ name: z.string().min(1).max(255) });

export type OwnModel = z.infer<typeof ownModelSchema>;

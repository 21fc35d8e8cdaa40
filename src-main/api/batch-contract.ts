import { z } from 'zod';
import { idsText } from '../../native-workers/text/query-fields.ts';
import { exportQuerySchema } from './contract.ts';
import { figureRequestSchema } from './figures-contract.ts';

/** Numbers of samples and ranges of them: `1-300,305`. */
const samples = idsText(60_000);

/** What is done with many samples, one after another. */
export const batchSchema = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('analysis'),
    samples,
    /** One of HostInfo.analyses. */
    analysis: z.string(),
    settings: z.record(z.string(), z.json()).default({}),
  }),
  /** Files of them in an archive. */
  z.strictObject({ what: z.literal('export'), samples, query: exportQuerySchema }),
  z.strictObject({ what: z.literal('figures'), samples, request: figureRequestSchema }),
]);

export type Batch = z.output<typeof batchSchema>;
export type BatchRequest = z.input<typeof batchSchema>;

import { z } from 'zod';
import { fileRequestSchema } from './contract.ts';

/** Projects that are merged into an open one, or with it into a new file. */
export const mergeRequestSchema = z.strictObject({
  /** By their names in the list of known ones, by path or by grant. */
  from: z
    .array(z.union([z.strictObject({ known: z.string() }), fileRequestSchema]))
    .min(1)
    .max(100),
  /** New file; absent: the open project takes the others in. */
  into: fileRequestSchema.optional(),
});

/** What came of a merge. */
export const mergeOutcomeSchema = z.object({
  /** The new file, as the user knows it; null where the open project took the others in. */
  file: z.string().nullable(),
  /** Samples that came; of a new file all that it has. */
  samples: z.int(),
  /** Samples that were there already and got reports, tags, notes or a name. */
  enriched: z.int(),
  reports: z.int(),
  tags: z.int(),
  notes: z.int(),
  /** What did not come, and why. */
  skipped: z.array(z.object({ from: z.string(), samples: z.int(), reason: z.string() })),
});

export type MergeRequest = z.infer<typeof mergeRequestSchema>;
export type MergeOutcome = z.infer<typeof mergeOutcomeSchema>;

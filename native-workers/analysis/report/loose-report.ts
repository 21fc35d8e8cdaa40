import { z } from 'zod';
import { ids, integer } from './report-parts.ts';

/** What a report says of particles that nothing holds; absent where all are held, and from older reports. */
export const looseSchema = z
  .object({
    rule: z
      .enum(['contacts', 'null space'])
      .describe(
        'how they were found: by contacts (two or fewer, or all on one side, recursively) where particles only repel; else by the null space of the Hessian: what does not move with the largest rigid body in every zero mode',
      ),
    ids: ids.describe('all of them'),
    clusters: z
      .array(
        z.object({
          ids,
          why: z.string().describe('what they are: without a neighbour, a cluster of its own, or loosely attached'),
        }),
      )
      .describe('the same, those that interact with each other together, the largest cluster first'),
    backbone: z
      .object({
        n: integer.describe('particles of the rigid rest'),
        zeroModes: integer.describe('zero eigenvalues of its Hessian; 2 where it holds together'),
      })
      .nullable()
      .describe('what is left without them; null where nothing rigid is'),
    leftOut: z
      .boolean()
      .describe(
        'whether modes, Ψ, moduli and everything else of this report are those of the backbone; the loose particles then have no Ψ and do not move in a mode',
      ),
    notJammed: z.boolean().describe('a packing whose particles do not press on each other: U/N < 1e-16 ε'),
    reason: z.string().optional().describe('why there is no backbone'),
  })
  .describe('particles that are free to move, and the zero modes beyond the two translations that are theirs');

export type LooseReport = z.infer<typeof looseSchema>;

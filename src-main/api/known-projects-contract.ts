import { z } from 'zod';

/** A project that the user has opened before, or that lies in the user's data. */
export const knownProjectSchema = z.object({
  id: z.string().describe('opaque; for OpenRequest { known }'),
  key: z.string().describe('as ProjectInfo.key'),
  name: z.string(),
  kind: z
    .enum(['saved', 'untitled', 'received', 'recovered'])
    .describe('received: a copy of one that was sent to a page; recovered: work found in a copy of an example'),
  folder: z.string().nullable().describe('for the eye; null in the user’s data'),
  at: z.string().nullable().describe('last written, ISO 8601; null where that is not known'),
  state: z
    .enum(['there', 'missing', 'silent', 'unreadable'])
    .describe('silent: its disk does not answer; unreadable: `problem` says why'),
  problem: z.string().nullable(),
  samples: z.int().nullable(),
  open: z.boolean().describe('in this process'),
  unfinished: z
    .array(z.string())
    .describe('titles of what earlier runs have left unfinished; of a project that is open, see its jobs'),
});

export const knownProjectsSchema = z.object({ projects: z.array(knownProjectSchema) });

export type KnownProjectInfo = z.infer<typeof knownProjectSchema>;

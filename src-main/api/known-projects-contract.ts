import { z } from 'zod';

/** A project that the user has opened before, or that lies in the user's data. */
export const knownProjectSchema = z.object({
  /** Opaque; for OpenRequest { known }. */
  id: z.string(),
  /** As ProjectInfo.key. */
  key: z.string(),
  name: z.string(),
  /** `received`: a copy of one that was sent to a page; recovered: work found in a copy of an example. */
  kind: z.enum(['saved', 'untitled', 'received', 'recovered']),
  /** For the eye; null in the user’s data. */
  folder: z.string().nullable(),
  /** Last written, ISO 8601; null where that is not known. */
  at: z.string().nullable(),
  /** `silent`: its disk does not answer; unreadable: `problem` says why. */
  state: z.enum(['there', 'missing', 'silent', 'unreadable']),
  problem: z.string().nullable(),
  samples: z.int().nullable(),
  /** In this process. */
  open: z.boolean(),
  /** Titles of what earlier runs have left unfinished; of a project that is open, see its jobs. */
  unfinished: z.array(z.string()),
});

export const knownProjectsSchema = z.object({ projects: z.array(knownProjectSchema) });

export type KnownProjectInfo = z.infer<typeof knownProjectSchema>;

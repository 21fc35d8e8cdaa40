import { z } from 'zod';
import { apiErrorSchema, importQuerySchema } from './contract.ts';

/** A file that is kept for its import, in the body of an import in place of the file. */
export const previewReferenceSchema = z.strictObject({ preview: z.string() });

/** Answers about a file: the query of an import without the name. */
export const importAnswersSchema = importQuerySchema.omit({ name: true });

const rangeSchema = z.tuple([z.number(), z.number()]);

/** What was recognised in a file. Nothing has been written; the file is kept under `preview`. */
export const importPreviewSchema = z.object({
  /** Opaque; for another look, the import, or to be discarded. */
  preview: z.string(),
  bytes: z.int(),
  format: z.object({ id: z.string(), label: z.string() }).nullable(),
  /** Frames in the file; null where it was not read to its end. */
  frames: z.int().nullable(),
  /** Of the first configuration that is to be imported; null where none could be read. */
  facts: z
    .object({
      frame: z.int(),
      timestep: z.number().nullable(),
      n: z.int(),
      types: z.array(z.object({ label: z.string(), count: z.int() })),
      /** Null: the file states none and none was given. */
      box: z.object({ lx: z.number(), ly: z.number(), xy: z.number() }).nullable(),
      /** Where particles are, where there is no box. */
      extent: z.object({ x: rangeSchema, y: rangeSchema }).nullable(),
      columns: z.array(
        z.object({
          column: z.string(),
          role: z.enum(['id', 'type', 'x', 'y', 'z', 'position', 'extra', 'unused']),
        }),
      ),
      diameters: z.string().nullable(),
    })
    .nullable(),
  model: z
    .object({
      id: z.string(),
      label: z.string(),
      /** Definition of a user-defined one as JSON. */
      definition: z.string().nullable(),
      species: z.array(z.object({ name: z.string(), count: z.int() })),
      types: z.record(z.string(), z.string()),
      /** Null where the user has said model and types. */
      guess: z.object({ model: z.boolean(), types: z.boolean(), from: z.string() }).nullable(),
      ownDiameters: z.boolean(),
    })
    .nullable(),
  /** max|F_i|, ε/σ, before anything is relaxed; null: not finite. */
  maxForce: z.object({ first: z.number().nullable(), largest: z.number().nullable() }).nullable(),
  /** Configurations that an import with this query would analyse. */
  configurations: z.int(),
  /** The same for files of the same content, read with the same answers. */
  content: z.string().nullable(),
  /** What of it the project has already. */
  stored: z
    .object({
      /** Numbers of the first of these samples. */
      samples: z.array(z.int()),
      /** Configurations that are there. */
      configurations: z.int(),
      /** Whether they were all analysed with these settings: an import would find them and add nothing. */
      sameSettings: z.boolean(),
    })
    .nullable(),
  notes: z.array(z.string()),
  /** Why it cannot be imported like this, with the question where an answer would mend it. */
  problem: apiErrorSchema.shape.error.nullable(),
  /** What was said of the last file like it, where that is something else than this query. */
  recipe: z.object({ answers: importAnswersSchema, of: z.enum(['folder', 'columns']) }).nullable(),
});

export type ImportPreview = z.infer<typeof importPreviewSchema>;

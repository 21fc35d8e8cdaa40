import { z } from 'zod';

const sampleNumber = z.int().min(1).max(999_999_999);

/** Samples of a request: at most a hundred thousand. */
const sampleNumbers = z.array(sampleNumber).min(1).max(100_000);

/** A moment that is kept with a note. */
const moment = z.iso.datetime();

export const titleRequestSchema = z.strictObject({
  /** At most 200 characters; empty: the name that the sample was given. */
  title: z.string().max(10_000),
});

/** The title before, with which the same request undoes it, and the name that shows now. */
export const titleAnswerSchema = z.object({ former: z.string(), label: z.string() });

/** A tag and the samples on which it is. */
const taggedSchema = z.strictObject({ tag: z.string().max(100_000), samples: sampleNumbers });

/** Tags to be put on and taken off samples, in one transaction. */
export const tagChangeSchema = z.strictObject({
  add: z.array(taggedSchema).max(100).default([]),
  remove: z.array(taggedSchema).max(100).default([]),
});

export const tagListSchema = z.object({
  /** By name, with how many samples have it. */
  tags: z.array(z.object({ tag: z.string(), samples: z.int() })),
});

export const noteSchema = z.object({
  id: z.int(),
  /** Sample it is about; null: the project. */
  sample: z.int().nullable(),
  /** When it was written or last changed, ISO 8601. */
  writtenAt: z.string(),
  text: z.string(),
});

export const noteRequestSchema = z.strictObject({
  sample: sampleNumber.nullable(),
  /** At most 100,000 characters. */
  text: z.string(),
  /** Of one that is put back; absent: now. */
  writtenAt: moment.optional(),
});

export const noteEditSchema = noteRequestSchema.omit({ sample: true });

export const samplesRequestSchema = z.strictObject({ samples: sampleNumbers });

/** Samples that were deleted together. */
export const deletionSchema = z.object({
  deletion: z.int(),
  /** ISO 8601. */
  deletedAt: z.string(),
  samples: z.array(
    z.object({
      number: z.int(),
      label: z.string(),
      /** Its rows are removed: restoring it only lets it be made or read again. */
      purged: z.boolean(),
    }),
  ),
});

export const purgeAnswerSchema = z.object({
  samples: z.array(z.int()),
  /** By which the file is smaller. */
  freedBytes: z.int(),
});

/** Where a sample comes from, whole. */
export const provenanceSheetSchema = z.object({
  number: z.int(),
  label: z.string(),
  /** File and frame, or simulation. */
  source: z.string(),
  seed: z.string().nullable(),
  version: z.string(),
  /** Instruction set of the kernels. */
  variant: z.string(),
  cutoffScheme: z.string(),
  maxForce: z.number(),
  /** SHA-256 of model, box, species and positions as analysed, and as read. */
  contentHash: z.string(),
  configurationHash: z.string(),
  /** ISO 8601. */
  storedAt: z.string(),
  job: z.object({
    number: z.int(),
    hash: z.string(),
    seed: z.string().nullable(),
    createdAt: z.string(),
    /** Index of the sample in it, from 1, and how many it has. */
    index: z.int(),
    samples: z.int(),
    configuration: z.record(z.string(), z.unknown()),
  }),
  /** Of the analysis. */
  settings: z.record(z.string(), z.unknown()),
  /** How a simulated sample was made; null for a file. */
  preparation: z.record(z.string(), z.unknown()).nullable(),
  relaxation: z.record(z.string(), z.unknown()).nullable(),
  /** Of each stage, s. */
  wallSeconds: z.record(z.string(), z.number()),
  /** Lines for a shell that make the sample again; null where that cannot be said. */
  command: z.string().nullable(),
  /** What to know of the command, or why there is none. */
  commandNote: z.string().nullable(),
});

export type TitleAnswer = z.infer<typeof titleAnswerSchema>;
export type TagChange = z.infer<typeof tagChangeSchema>;
export type TagList = z.infer<typeof tagListSchema>;
export type SampleNote = z.infer<typeof noteSchema>;
export type NoteRequest = z.infer<typeof noteRequestSchema>;
export type DeletionInfo = z.infer<typeof deletionSchema>;
export type PurgeAnswer = z.infer<typeof purgeAnswerSchema>;
export type ProvenanceSheet = z.infer<typeof provenanceSheetSchema>;

import { z } from 'zod';

/** A quantity of every sample, by which samples are filtered, sorted and plotted. */
export const sampleColumnSchema = z.object({
  /** As filters name it, and as routes do. */
  name: z.string(),
  /** Other names that filters know it by. */
  aliases: z.array(z.string()),
  /** With the marks of labels (`N_{core}`). */
  label: z.string(),
  about: z.string(),
  unit: z.string().nullable(),
  kind: z.enum(['number', 'text', 'flag']),
  /** The values of a text that can only be one of some. */
  values: z.array(z.string()).optional(),
});

/** Which samples of a project, in which order. */
export const foundQuerySchema = z.strictObject({
  /** See docs/filters.md; empty: all. */
  filter: z.string().max(20_000).default(''),
  /** A column. */
  order: z.string().max(40).default('number'),
  descending: z.enum(['0', '1']).default('0'),
});

export const foundSamplesSchema = z.object({ numbers: z.array(z.int()) });

/** Columns, their names separated by commas. */
export const tableQuerySchema = z.strictObject({
  columns: z
    .string()
    .max(2_000)
    .transform((text) => text.split(',')),
});

/** Values of columns of all samples, in order of their numbers; null where a sample has none. */
export const sampleTableSchema = z.object({
  numbers: z.array(z.int()),
  columns: z.record(z.string(), z.array(z.union([z.number(), z.string(), z.null()]))),
});

export const mapQuerySchema = z.strictObject({
  /** Pixels of the longer side. */
  pixels: z.coerce.number().int().min(8).max(256).default(64),
});

export type SampleColumnInfo = z.infer<typeof sampleColumnSchema>;
export type FoundQuery = z.input<typeof foundQuerySchema>;
export type SampleTable = z.infer<typeof sampleTableSchema>;

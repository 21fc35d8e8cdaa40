import { z } from 'zod';

/**
 * What the API carries about making samples (routes in contract.ts). The configuration itself is checked by the schema
 * of `simulate`, which the form is drawn from: GET /api/simulations/form gives it as JSON Schema.
 */

export const settingsIssueSchema = z.object({
  /** Path of the field, protocol.cooling.0.rate; empty: the configuration as a whole. */
  field: z.string(),
  /** The same words the command line prints. */
  message: z.string(),
});

/** What a configuration comes to: all that it leaves to model and preset. */
export const filledSettingsSchema = z.object({
  particles: z.int(),
  species: z.array(z.object({ name: z.string(), count: z.int() })),
  box: z.object({ lx: z.number(), ly: z.number(), xy: z.number() }),
  /** Steps of the dynamics of a sample; null where there is none. */
  steps: z.int().nullable(),
  samples: z.int(),
  /** About how long a sample takes here; null for a crystal from a lattice, whose tries are not known. */
  secondsEach: z.number().nullable(),
  /** Whether samples made here have told how fast this machine is. */
  isMeasured: z.boolean(),
  /** Samples that are made at the same time. */
  atOnce: z.int(),
  /** Value of each field that the configuration leaves out, by its path. */
  values: z.record(z.string(), z.json()),
});

export const settingsCheckSchema = z.object({
  issues: z.array(settingsIssueSchema),
  /** Null where there are issues. */
  filled: filledSettingsSchema.nullable(),
});

export const simulationFormSchema = z.object({
  /** JSON Schema of a configuration; `unit` is ours. */
  schema: z.record(z.string(), z.json()),
  models: z.array(z.object({ id: z.string(), label: z.string() })),
});

export const simulationRequestSchema = z.strictObject({
  /** A configuration as `simulate` reads it. */
  settings: z.unknown(),
  /** The shortest run of samples that holds so many QLMs. */
  untilQlm: z.int().min(1).max(1_000_000).optional(),
});

export type SettingsCheck = z.infer<typeof settingsCheckSchema>;
export type FilledSettings = z.infer<typeof filledSettingsSchema>;
export type SimulationForm = z.infer<typeof simulationFormSchema>;
export type SimulationRequest = z.infer<typeof simulationRequestSchema>;

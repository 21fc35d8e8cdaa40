import { z } from 'zod';

/**
 * What the API carries about making samples (routes in contract.ts). The configuration itself is checked by the schema
 * of `simulate`, which the form is drawn from: GET /api/simulations/form gives it as JSON Schema.
 */

export const settingsIssueSchema = z.object({
  field: z.string().describe('path of the field, protocol.cooling.0.rate; empty: the configuration as a whole'),
  message: z.string().describe('the same words the command line prints'),
});

/** What a configuration comes to: all that it leaves to model and preset. */
export const filledSettingsSchema = z.object({
  particles: z.int(),
  species: z.array(z.object({ name: z.string(), count: z.int() })),
  box: z.object({ lx: z.number(), ly: z.number(), xy: z.number() }),
  steps: z.int().nullable().describe('steps of the dynamics of a sample; null where there is none'),
  samples: z.int(),
  secondsEach: z
    .number()
    .nullable()
    .describe('about how long a sample takes here; null for a crystal from a lattice, whose tries are not known'),
  isMeasured: z.boolean().describe('whether samples made here have told how fast this machine is'),
  atOnce: z.int().describe('samples that are made at the same time'),
  values: z.record(z.string(), z.json()).describe('value of each field that the configuration leaves out, by its path'),
});

export const settingsCheckSchema = z.object({
  issues: z.array(settingsIssueSchema),
  filled: filledSettingsSchema.nullable().describe('null where there are issues'),
});

export const simulationFormSchema = z.object({
  schema: z.record(z.string(), z.json()).describe('JSON Schema of a configuration; `unit` is ours'),
  models: z.array(z.object({ id: z.string(), label: z.string() })),
});

export const simulationRequestSchema = z.strictObject({
  settings: z.unknown().describe('a configuration as `simulate` reads it'),
  untilQlm: z.int().min(1).max(1_000_000).optional().describe('the shortest run of samples that holds so many QLMs'),
});

/** Ids of the jobs that have a live route. */
export const liveJobsSchema = z.object({ jobs: z.array(z.string()) });

export type SettingsCheck = z.infer<typeof settingsCheckSchema>;
export type FilledSettings = z.infer<typeof filledSettingsSchema>;
export type SimulationForm = z.infer<typeof simulationFormSchema>;
export type SimulationRequest = z.infer<typeof simulationRequestSchema>;

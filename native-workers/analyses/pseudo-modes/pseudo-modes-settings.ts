import { z } from 'zod';

/** Starts for each mode that is asked for, where nobody says how many. */
export const STARTS_A_MODE = 4;

/** Most modes and starts of one search: at N = 4096 it would take a minute, and 10⁹ bytes. */
const MAX_MODES = 2000;
const MAX_STARTS = 20_000;

/** Everything a user may set of a search for pseudo-harmonic modes: one schema for flags, requests and documentation. */
export const pseudoModesSettingsSchema = z.strictObject({
  count: z.int().min(1).max(MAX_MODES).default(20).describe('modes wanted: those of lowest κ among all that are found'),
  starts: z
    .int()
    .min(0)
    .max(MAX_STARTS)
    .nullable()
    .default(null)
    .describe(`bonds to start from, the softest ones; null: ${STARTS_A_MODE} for each mode wanted`),
  lowModes: z.int().min(0).max(1000).default(10).describe('lowest modes of the Hessian to start from as well'),
  spacing: z
    .number()
    .min(0)
    .max(100)
    .default(2)
    .describe('least distance between the middles of two bonds to start from, in mean spacings √(V/N)'),
  overlap: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.9)
    .describe('|z·z′| of two results of unit norm from which they count as one mode'),
  tolerance: z
    .number()
    .min(1e-12)
    .max(1e-2)
    .default(1e-8)
    .describe('‖Hz − (zᵀHz/Q) g(z)‖/‖Hz‖ at which a mode counts as found'),
  maxIterations: z.int().min(1).max(100_000).default(300).describe('steps after which a start is given up'),
});

export type PseudoModesSettings = z.infer<typeof pseudoModesSettingsSchema>;

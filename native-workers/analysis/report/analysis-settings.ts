import { z } from 'zod';
import { QLM_CRITERIA } from './verdicts.ts';

/**
 * Everything a user may set of an analysis: one schema gives the type, the check, the command-line flags
 * (`coreThreshold` → `--core-threshold`), the form and the documentation.
 */
export const analysisSettingsSchema = z.strictObject({
  modes: z
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('lowest modes to compute, translations not counted; fewer where the sample has fewer'),
  relax: z
    .boolean()
    .default(true)
    .describe('minimise the energy first when max|F| is above the force tolerance (text files carry 6 digits)'),
  forceTolerance: z
    .number()
    .min(1e-13)
    .max(1e-3)
    .default(1e-11)
    .describe('max|F_i| at which a configuration counts as a minimum, ε/σ'),
  maxEvaluations: z
    .int()
    .min(1)
    .default(200_000)
    .describe('force evaluations after which the relaxation is given up as not converged'),
  backbone: z
    .boolean()
    .default(true)
    .describe(
      'leave out particles that nothing holds (rattlers, free clusters) where there are any, and analyse the rigid rest',
    ),
  coreThreshold: z
    .number()
    .positive()
    .default(0.25)
    .describe('vibrability Ψ above which a particle belongs to the core, σ²/ε'),
  keyCoreFraction: z
    .number()
    .min(0)
    .max(0.999)
    .default(0.6)
    .describe('fraction of max Ψ above which a particle belongs to the key core'),
  squarePurity: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe('least share q of the corners’ motion that is two in, two out, for a key-core square'),
  squareSquareness: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe('least squareness (1 for a square, 0 at 45° off) for a key-core square'),
  qlmShares: z
    .tuple([z.number().min(0).max(1), z.number().min(0).max(1)])
    .refine(([qlmBelow, phononAbove]) => qlmBelow <= phononAbove, {
      error: 'the share below which the lowest mode is a QLM exceeds the one above which it is a phonon',
    })
    .default([0.5, 0.7])
    .describe(
      'phononShare of the lowest mode below which it is a QLM, and above which it is a phonon; between them it is a hybrid',
    ),
  qlmParticipants: z
    .number()
    .positive()
    .default(150)
    .describe('N·PR, the number of particles in the lowest mode, below which it counts as localised (older criterion)'),
  qlmCriterion: z
    .enum(QLM_CRITERIA)
    .optional()
    .describe(
      'which samples count as those with a QLM: phonon-share, by qlmShares; participation, by qlmParticipants, as before ' +
        'Keycore had the other. Default: phonon-share, but for a job that was begun by participation',
    ),
});

export type AnalysisSettings = z.infer<typeof analysisSettingsSchema>;

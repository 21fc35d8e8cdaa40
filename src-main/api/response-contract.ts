import { z } from 'zod';

/** Particles to pin, by id, each once; none leaves the sample free. */
export const pinnedRequestSchema = z.strictObject({ pinned: z.array(z.int()).max(100_000) });

const summarySchema = z.object({
  /** Over all angles, ε/σ². */
  mean: z.number(),
  min: z.number(),
  max: z.number(),
  /** Angle of the minimum, 0 to 180. */
  softestDegrees: z.number(),
  stiffestDegrees: z.number(),
});

/** How a sample answers strain with some particles pinned. */
export const strainResponseSchema = z.object({
  /** V⁻¹ d²U/dε dε′ over [ε_xx, ε_xy, ε_yx, ε_yy], row-major, ε/σ². */
  curvature: z.array(z.number()).length(16),
  /** G(θ) = constant + cos2 cos 2θ + sin2 sin 2θ + cos4 cos 4θ + sin4 sin 4θ. */
  harmonics: z.object({ constant: z.number(), cos2: z.number(), sin2: z.number(), cos4: z.number(), sin4: z.number() }),
  summary: summarySchema,
  /** How the pinning was done. */
  route: z.enum(['none', 'schur', 'refactorise']),
  /** Spent on it in the worker. */
  milliseconds: z.number(),
});

export type StrainResponse = z.infer<typeof strainResponseSchema>;

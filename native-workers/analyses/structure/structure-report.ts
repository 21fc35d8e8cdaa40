import { z } from 'zod';
import { finite, integer, makerParts, sampleParts } from '../../analysis/report/report-parts.ts';

/** What `structure` says of a sample. Lengths in σ, wave numbers in 1/σ. */

export const structureReportSchema = z.object({
  sample: z.object(sampleParts),
  hexatic: z.object({
    global: finite.describe('|⟨ψ6⟩|: 1 in a perfect triangular lattice'),
    mean: finite.describe('⟨|ψ6|⟩'),
  }),
  pairs: z
    .object({
      r: z.array(finite).describe('middle of each shell'),
      total: z.array(finite).describe('g(r) of all particles'),
      partial: z.record(z.string(), z.array(finite)).describe('of each pair of species that occurs: AA, AB, BB'),
    })
    .describe('radial distribution g(r)'),
  factor: z
    .object({
      q: z.array(finite).describe('mean |q| of each shell'),
      mean: z.array(finite).describe('mean of S(q) there'),
      largest: z.array(finite).describe('its largest value at one wave vector'),
    })
    .describe('structure factor S(q)'),
  coordination: z
    .record(z.string(), z.array(integer))
    .describe('of each species: particles with 0, 1, 2, … Voronoi neighbours'),
  provenance: z.object({ ...makerParts, source: z.string(), wallSeconds: finite }),
});

export type StructureReport = z.infer<typeof structureReportSchema>;

import { z } from 'zod';
import { finite, ids, integer, reason } from './report-parts.ts';

/** A vacancy in a report, particles by id. */
export const vacancySchema = z.object({
  centre: z.tuple([finite, finite]).describe('middle of `defectIds`, in the cell that begins at (0, 0)'),
  ids: ids.describe('key core: the two particles of largest Ψ about it, the largest first'),
  vibrability: z.array(finite).describe('Ψ of these'),
  softest: z.boolean().describe('whether these are among the 2n particles of largest Ψ of all, n vacancies'),
  defectIds: ids.describe('particles near to each other that do not have six Voronoi neighbours'),
  coordination: z
    .array(integer)
    .describe('neighbours of each of `defectIds`; spurious where six-fold symmetry was kept'),
});

export const vacanciesSchema = z
  .object({
    found: z.array(vacancySchema),
    reason: reason.describe('why none was found'),
  })
  .describe('vacancies of a crystal; only of a model of one species, and where Ψ exists');

export type VacanciesReport = z.infer<typeof vacanciesSchema>;

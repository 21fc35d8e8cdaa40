import { findVacancies, type Vacancy } from './vacancies.ts';
import type { VacanciesReport } from '../report/vacancy-report.ts';
import { coordinationNumbers } from '../voronoi/voronoi-neighbours.ts';
import type { Voronoi } from '../voronoi/voronoi.ts';

/** The vacancies of a sample of one species by id, and by index for those who go on with them. */
export function vacanciesReport(
  voronoi: Voronoi,
  vibrability: Float64Array,
  ids: Int32Array,
): { report: VacanciesReport; found: Vacancy[] } {
  const { found, reason } = findVacancies(voronoi, vibrability);
  const coordination = coordinationNumbers(voronoi.neighbours);
  const report = {
    found: found.map(({ centre, keyCore, softest, defects }) => ({
      centre,
      ids: keyCore.map((index) => ids[index]),
      vibrability: keyCore.map((index) => vibrability[index]),
      softest,
      defectIds: defects.map((index) => ids[index]),
      coordination: defects.map((index) => coordination[index]),
    })),
    ...(reason === null ? {} : { reason }),
  };
  return { report, found };
}

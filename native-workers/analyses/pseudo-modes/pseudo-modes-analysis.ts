import type { Analysis } from '../description/analysis.ts';
import { pseudoModesReportSchema } from './pseudo-modes-report.ts';
import type { PseudoModesReport } from './pseudo-modes-report.ts';

export const pseudoModesAnalysis: Analysis<PseudoModesReport> = {
  name: 'pseudo-modes',
  title: 'search for pseudo-harmonic modes',
  report: pseudoModesReportSchema,
  scalars: [],
};

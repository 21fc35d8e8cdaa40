import type { Analysis } from '../description/analysis.ts';
import { strainReportSchema } from './strain-report.ts';
import type { StrainReport } from './strain-report.ts';

export const strainAnalysis: Analysis<StrainReport> = {
  name: 'strain',
  title: 'strain',
  report: strainReportSchema,
  scalars: [],
};

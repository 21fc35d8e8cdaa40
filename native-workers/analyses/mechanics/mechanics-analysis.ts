import type { Analysis } from '../description/analysis.ts';
import { mechanicsReportSchema } from './mechanics-report.ts';
import type { MechanicsReport } from './mechanics-report.ts';

export const mechanicsAnalysis: Analysis<MechanicsReport> = {
  name: 'mechanics',
  title: 'mechanics',
  report: mechanicsReportSchema,
  scalars: [],
};

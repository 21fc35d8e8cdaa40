import type { Analysis } from '../description/analysis.ts';
import { spectrumReportSchema } from './spectrum-report.ts';
import type { SpectrumReport } from './spectrum-report.ts';

export const spectrumAnalysis: Analysis<SpectrumReport> = {
  name: 'spectrum',
  title: 'spectrum',
  report: spectrumReportSchema,
  scalars: [],
};

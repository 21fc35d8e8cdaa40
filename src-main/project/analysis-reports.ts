import type { Analysis, ReportArray } from '../../native-workers/analyses/analysis.ts';
import type { AnalysisTaskOutput } from '../../native-workers/tasks/analysis.contract.ts';
import type { Project } from './project.ts';

/** A report on a sample, whatever holds it. */
export interface StoredReport {
  /** Tells it from every other of its sample and analysis. */
  key: string;
  /** ISO 8601. */
  storedAt: string;
  /** Without what its arrays hold. */
  report: unknown;
  arrays: Omit<ReportArray, 'data'>[];
  /** An array in memory of its own; null where there is none of that name. */
  read: (name: string) => Float64Array | null;
}

/** An array with a value for each particle, and the analysis that gave it. */
export interface ScalarArray extends Omit<ReportArray, 'data'> {
  analysis: string;
  read: () => Float64Array;
}
